/* One request: fill it in, execute it, or submit it and wait. */
#ifndef QPL_JOB_API_H_
#define QPL_JOB_API_H_

#include "qpl/c_api/defs.h"
#include "qpl/c_api/dictionary.h"
#include "qpl/c_api/huffman_table.h"
#include "qpl/c_api/status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct qpl_aux_data {
    uint8_t *compress_state_ptr;
    uint8_t *decompress_state_ptr;
    uint8_t *analytics_state_ptr;
    uint8_t *middle_layer_buffer_ptr;
    uint8_t *hw_state_ptr;
    qpl_path_t path;
};

typedef struct qpl_aux_data qpl_data;

typedef struct {
    uint8_t *next_in_ptr;
    uint32_t available_in;
    uint32_t total_in;

    uint8_t *next_out_ptr;
    uint32_t available_out;
    uint32_t total_out;

    qpl_operation op;
    uint32_t flags;
    uint32_t crc;
    uint32_t xor_checksum;
    uint32_t last_bit_offset;
    qpl_compression_levels level;
    qpl_statistics_mode statistics_mode;

    qpl_huffman_table_t huffman_table;
    qpl_dictionary *dictionary;

    qpl_mini_block_size mini_block_size;
    uint64_t *idx_array;
    uint32_t idx_max_size;
    uint32_t idx_num_written;

    uint8_t decomp_end_processing;
    uint8_t ignore_start_bits;
    uint8_t ignore_end_bits;

    uint64_t crc64_poly;
    uint64_t crc64;

    uint8_t *next_src2_ptr;
    uint32_t available_src2;
    uint32_t src1_bit_width;
    uint32_t src2_bit_width;
    uint32_t num_input_elements;
    qpl_out_format out_bit_width;
    uint32_t param_low;
    uint32_t param_high;
    uint32_t drop_initial_bytes;
    uint32_t initial_output_index;
    qpl_parser parser;

    uint32_t first_index_min_value;
    uint32_t last_index_max_value;
    uint32_t sum_value;

    int32_t numa_id;
    qpl_data data_ptr;
} qpl_job;

QPL_API(qpl_status, qpl_get_job_size, (qpl_path_t qpl_path, uint32_t *job_size_ptr))
QPL_API(qpl_status, qpl_init_job, (qpl_path_t qpl_path, qpl_job *qpl_job_ptr))
QPL_API(qpl_status, qpl_execute_job, (qpl_job * qpl_job_ptr))
QPL_API(qpl_status, qpl_submit_job, (qpl_job * qpl_job_ptr))
QPL_API(qpl_status, qpl_wait_job, (qpl_job * qpl_job_ptr))
QPL_API(qpl_status, qpl_check_job, (qpl_job * qpl_job_ptr))
QPL_API(qpl_status, qpl_fini_job, (qpl_job * qpl_job_ptr))

#ifdef __cplusplus
}
#endif

#endif
