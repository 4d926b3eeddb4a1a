#ifndef QPL_HUFFMAN_TABLE_H_
#define QPL_HUFFMAN_TABLE_H_

#include <stdlib.h>

#include "qpl/c_api/serialization.h"
#include "qpl/c_api/statistics.h"
#include "qpl/c_api/status.h"
#include "qpl/c_api/triplet.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qpl_huffman_table *qpl_huffman_table_t;

typedef struct {
    void *(*allocator)(size_t);
    void (*deallocator)(void *);
} allocator_t;

typedef enum { combined_table_type, compression_table_type, decompression_table_type } qpl_huffman_table_type_e;

#define DEFAULT_ALLOCATOR_C \
    {                       \
        malloc, free        \
    }

qpl_status qpl_deflate_huffman_table_create(const qpl_huffman_table_type_e type, const qpl_path_t path,
                                            const allocator_t allocator, qpl_huffman_table_t *table_ptr);
qpl_status qpl_huffman_only_table_create(const qpl_huffman_table_type_e type, const qpl_path_t path,
                                         const allocator_t allocator, qpl_huffman_table_t *table_ptr);
qpl_status qpl_huffman_table_destroy(qpl_huffman_table_t table);
qpl_status qpl_huffman_table_init_with_histogram(qpl_huffman_table_t table, const qpl_histogram *const histogram_ptr);
qpl_status qpl_huffman_table_init_with_triplets(qpl_huffman_table_t table, const qpl_huffman_triplet *const triplet_ptr,
                                                const uint32_t triplet_count);
qpl_status qpl_huffman_table_init_with_other(qpl_huffman_table_t table, const qpl_huffman_table_t other);
qpl_status qpl_huffman_table_get_type(const qpl_huffman_table_t table, qpl_huffman_table_type_e *const type_ptr);
qpl_status qpl_huffman_table_get_serialized_size(const qpl_huffman_table_t table, const serialization_options_t options,
                                                 size_t *const size_ptr);
qpl_status qpl_huffman_table_serialize(const qpl_huffman_table_t table, uint8_t *const dump_buffer_ptr,
                                       const size_t dump_buffer_size, const serialization_options_t options);
qpl_status qpl_huffman_table_deserialize(const uint8_t *const dump_buffer_ptr, const size_t dump_buffer_size,
                                         allocator_t allocator, qpl_huffman_table_t *table_ptr);

#ifdef __cplusplus
}
#endif

#endif
