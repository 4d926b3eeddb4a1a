/* Version, sizes, statistics, dictionaries, indices. */
#include <string.h>

#include "qpl_state.h"

#define STORED_HEADER 5
#define STORED_MOST 65535u
#define SMALL_DICTIONARY 2048

EMU_API const char *qpl_get_library_version(void)
{
    return "1.6.0";
}

/* Everything stored, the device's own accumulator, an end of block, and an even number. */
EMU_API uint32_t qpl_get_safe_deflate_compression_buffer_size(uint32_t source_size)
{
    if (source_size >= UINT32_MAX - 35) {
        return 0;
    }
    uint64_t blocks = ((uint64_t)source_size + STORED_MOST - 1) / STORED_MOST;
    uint64_t stored = source_size + (blocks > 0 ? blocks : 1) * STORED_HEADER, all = stored + 34;
    all += all & 1;
    return all > UINT32_MAX ? 0 : (uint32_t)all;
}

EMU_API qpl_status qpl_gather_deflate_statistics(uint8_t *source_ptr, const uint32_t source_length, qpl_histogram *histogram_ptr,
                                                 const qpl_compression_levels level, const qpl_path_t path)
{
    if (source_ptr == NULL || histogram_ptr == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    if (source_length == 0) {
        return QPL_STS_SIZE_ERR;
    }
    if ((unsigned)path > qpl_path_software) {
        return QPL_STS_PATH_ERR;
    }
    if ((level != qpl_default_level && level != qpl_high_level) || (level == qpl_high_level && path == qpl_path_hardware)) {
        return QPL_STS_UNSUPPORTED_COMPRESSION_LEVEL;
    }
    struct iaa_input input = {source_ptr, 0, source_length, 0, level == qpl_high_level, false};
    iaa_histogram(&input, histogram_ptr->literal_lengths, histogram_ptr->distances);
    histogram_ptr->literal_lengths[IAA_EOB] = 1;
    return QPL_STS_OK;
}

/* --- dictionaries --- */

static size_t kept_of(hw_compression_level hw_level, size_t raw_dict_size)
{
    size_t most = hw_level == HW_LEVEL_1 || hw_level == SMALL ? SMALL_DICTIONARY : IAA_HISTORY;
    return raw_dict_size < most ? raw_dict_size : most;
}

EMU_API size_t qpl_get_dictionary_size(sw_compression_level sw_level, hw_compression_level hw_level, size_t raw_dict_size)
{
    (void)sw_level;
    return sizeof(struct qpl_dictionary) + kept_of(hw_level, raw_dict_size);
}

EMU_API qpl_status qpl_get_existing_dict_size(qpl_dictionary *dict_ptr, size_t *destination)
{
    if (dict_ptr == NULL || destination == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    *destination = sizeof *dict_ptr + dict_ptr->size;
    return QPL_STS_OK;
}

EMU_API qpl_status qpl_build_dictionary(qpl_dictionary *dict_ptr, sw_compression_level sw_level, hw_compression_level hw_level,
                                        const uint8_t *raw_dict_ptr, size_t raw_dict_size)
{
    if (dict_ptr == NULL || raw_dict_ptr == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    dict_ptr->sw_level = sw_level;
    dict_ptr->hw_level = hw_level;
    dict_ptr->id = 0;
    dict_ptr->size = kept_of(hw_level, raw_dict_size);
    memcpy(dict_ptr->data, raw_dict_ptr + raw_dict_size - dict_ptr->size, dict_ptr->size);
    return QPL_STS_OK;
}

EMU_API qpl_status qpl_set_dictionary_id(qpl_dictionary *dictionary_ptr, uint32_t dictionary_id)
{
    if (dictionary_ptr == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    dictionary_ptr->id = dictionary_id;
    return QPL_STS_OK;
}

EMU_API qpl_status qpl_get_dictionary_id(qpl_dictionary *dictionary_ptr, uint32_t *destination)
{
    if (dictionary_ptr == NULL || destination == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    *destination = dictionary_ptr->id;
    return QPL_STS_OK;
}

/* --- indices: of each block its header, its mini-blocks and its end; of the stream its end --- */

EMU_API qpl_status qpl_get_index_table_size(uint32_t mini_block_count, uint32_t mini_blocks_per_block, size_t *size_ptr)
{
    if (size_ptr == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    if (mini_blocks_per_block == 0) {
        return QPL_STS_SIZE_ERR;
    }
    uint64_t blocks = ((uint64_t)mini_block_count + mini_blocks_per_block - 1) / mini_blocks_per_block;
    *size_ptr = sizeof(qpl_index_table) + (mini_block_count + 2 * blocks + 1) * sizeof(qpl_index);
    return QPL_STS_OK;
}

EMU_API qpl_status qpl_set_mini_block_location(uint32_t start_bit, uint32_t last_bit, uint8_t **source_pptr,
                                               uint32_t *first_bit_offset_ptr, uint32_t *last_bit_offset_ptr,
                                               uint32_t *compressed_size_ptr)
{
    if (source_pptr == NULL || *source_pptr == NULL || first_bit_offset_ptr == NULL || last_bit_offset_ptr == NULL ||
        compressed_size_ptr == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    if (start_bit > last_bit) {
        return QPL_STS_INVALID_PARAM_ERR;
    }
    *source_pptr += start_bit / 8;
    *first_bit_offset_ptr = start_bit & 7;
    *last_bit_offset_ptr = (0u - last_bit) & 7;
    *compressed_size_ptr = (uint32_t)(((uint64_t)last_bit + 7) / 8) - start_bit / 8;
    return QPL_STS_OK;
}

static qpl_status check_index(const qpl_index_table *table, uint32_t mini_block, const uint32_t *place)
{
    if (table == NULL || place == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    if (table->mini_blocks_per_block == 0) {
        return QPL_STS_SIZE_ERR;
    }
    return mini_block >= table->mini_block_count ? QPL_STS_INVALID_PARAM_ERR : QPL_STS_OK;
}

EMU_API qpl_status qpl_find_header_block_index(qpl_index_table *table_ptr, uint32_t mini_block_number, uint32_t *block_index_ptr)
{
    qpl_status status = check_index(table_ptr, mini_block_number, block_index_ptr);
    if (status == QPL_STS_OK) {
        *block_index_ptr = mini_block_number / table_ptr->mini_blocks_per_block * (table_ptr->mini_blocks_per_block + 2);
    }
    return status;
}

EMU_API qpl_status qpl_find_mini_block_index(qpl_index_table *table_ptr, uint32_t mini_block_number, uint32_t *block_index_ptr)
{
    qpl_status status = check_index(table_ptr, mini_block_number, block_index_ptr);
    if (status == QPL_STS_OK) {
        *block_index_ptr = 1 + mini_block_number + 2 * (mini_block_number / table_ptr->mini_blocks_per_block);
    }
    return status;
}
