#ifndef QPL_INDEX_TABLE_H_
#define QPL_INDEX_TABLE_H_

#include "qpl/c_api/defs.h"
#include "qpl/c_api/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    uint32_t bit_offset;
    uint32_t crc;
} qpl_index;

typedef struct {
    uint32_t block_count;
    uint32_t mini_block_count;
    uint32_t mini_blocks_per_block;
    qpl_index *indices_ptr;
} qpl_index_table;

QPL_API(qpl_status, qpl_get_index_table_size,
        (uint32_t mini_block_count, uint32_t mini_blocks_per_block, size_t *size_ptr))
QPL_API(qpl_status, qpl_set_mini_block_location,
        (uint32_t start_bit, uint32_t last_bit, uint8_t **source_pptr, uint32_t *first_bit_offset_ptr,
         uint32_t *last_bit_offset_ptr, uint32_t *compressed_size_ptr))
QPL_API(qpl_status, qpl_find_header_block_index,
        (qpl_index_table * table_ptr, uint32_t mini_block_number, uint32_t *block_index_ptr))
QPL_API(qpl_status, qpl_find_mini_block_index,
        (qpl_index_table * table_ptr, uint32_t mini_block_number, uint32_t *block_index_ptr))

#ifdef __cplusplus
}
#endif

#endif
