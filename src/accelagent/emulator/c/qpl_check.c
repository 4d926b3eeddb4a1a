/* What the library refuses before it does anything, in its order. */
#include "qpl_state.h"

#define CHECK(condition, status) \
    if (condition) {             \
        return status;           \
    }

static bool overlap(const uint8_t *a, uint64_t a_size, const uint8_t *b, uint64_t b_size)
{
    uintptr_t x = (uintptr_t)a, y = (uintptr_t)b;
    return x < y + b_size && y < x + a_size;
}

static bool has(const qpl_job *job, uint32_t flags)
{
    return (job->flags & flags) != 0;
}

static bool single(const qpl_job *job)
{
    uint32_t both = QPL_FLAG_FIRST | QPL_FLAG_LAST;
    return (job->flags & both) == both;
}

/* --- streams --- */

static qpl_status check_buffers(const qpl_job *job)
{
    CHECK(job->next_in_ptr == NULL || job->next_out_ptr == NULL, QPL_STS_NULL_PTR_ERR)
    CHECK(overlap(job->next_in_ptr, job->available_in, job->next_out_ptr, job->available_out), QPL_STS_BUFFER_OVERLAP_ERR)
    return QPL_STS_OK;
}

static qpl_status check_compress_modes(const qpl_job *job, bool hardware)
{
    bool bare = has(job, QPL_FLAG_NO_HDRS), canned = has(job, QPL_FLAG_CANNED_MODE), dictionary = job->dictionary != NULL;
    CHECK(has(job, QPL_FLAG_HUFFMAN_BE) && !bare, QPL_STS_FLAG_CONFLICT_ERR)
    CHECK(bare && !has(job, QPL_FLAG_GEN_LITERALS) && has(job, QPL_FLAG_DYNAMIC_HUFFMAN) && !single(job),
          QPL_STS_FLAG_CONFLICT_ERR)
    CHECK(has(job, QPL_FLAG_ZLIB_MODE | QPL_FLAG_GZIP_MODE) && dictionary, QPL_STS_NOT_SUPPORTED_MODE_ERR)
    CHECK(!has(job, QPL_FLAG_OMIT_VERIFY) && dictionary, QPL_STS_NOT_SUPPORTED_MODE_ERR)
    CHECK(bare && job->huffman_table == NULL, QPL_STS_NOT_SUPPORTED_MODE_ERR)
    CHECK(canned && job->mini_block_size != qpl_mblk_size_none, QPL_STS_NOT_SUPPORTED_MODE_ERR)
    CHECK(hardware && dictionary && (iaa_params()->generation < 2 || !single(job)), QPL_STS_NOT_SUPPORTED_MODE_ERR)
    return QPL_STS_OK;
}

static qpl_status check_level(const qpl_job *job, bool hardware)
{
    bool literals = (job->flags & (QPL_FLAG_NO_HDRS | QPL_FLAG_GEN_LITERALS)) == (QPL_FLAG_NO_HDRS | QPL_FLAG_GEN_LITERALS);
    CHECK(!literals && job->level != qpl_default_level && job->level != qpl_high_level, QPL_STS_UNSUPPORTED_COMPRESSION_LEVEL)
    CHECK(!literals && job->level == qpl_high_level && hardware, QPL_STS_UNSUPPORTED_COMPRESSION_LEVEL)
    return QPL_STS_OK;
}

static qpl_status check_compress(const qpl_job *job, struct qpl_state *state, bool hardware)
{
    CHECK(job->available_in == 0 || job->available_out == 0, QPL_STS_SIZE_ERR)
    CHECK((unsigned)job->mini_block_size > qpl_mblk_size_32k, QPL_STS_INVALID_BLOCK_SIZE_ERR)
    CHECK(job->mini_block_size != qpl_mblk_size_none && job->idx_array == NULL, QPL_STS_MISSING_INDEX_TABLE_ERR)
    qpl_status status = check_compress_modes(job, hardware);
    status = status == QPL_STS_OK ? check_level(job, hardware) : status;
    CHECK(status != QPL_STS_OK, status)
    uint32_t style = (job->flags & QPL_FLAG_DYNAMIC_HUFFMAN) | (job->huffman_table != NULL);
    CHECK(!has(job, QPL_FLAG_FIRST) && state->style != style, QPL_STS_INVALID_COMPRESS_STYLE_ERR)
    state->style = style;
    return QPL_STS_OK;
}

static qpl_status check_ignored_bits(const qpl_job *job, bool hardware)
{
    if (!has(job, QPL_FLAG_NO_HDRS) || !has(job, QPL_FLAG_HUFFMAN_BE)) {
        CHECK(job->ignore_start_bits > 7 || job->ignore_end_bits > 7, QPL_STS_INVALID_PARAM_ERR)
        return QPL_STS_OK;
    }
    CHECK(job->ignore_start_bits > 15 || job->ignore_end_bits > 15, QPL_STS_INVALID_PARAM_ERR)
    CHECK(hardware && iaa_params()->generation < 2 && job->ignore_end_bits > 7, QPL_STS_HUFFMAN_BE_IGNORE_MORE_THAN_7_BITS_ERR)
    CHECK(job->available_in % 2 == 1, QPL_STS_HUFFMAN_BE_ODD_INPUT_SIZE_ERR)
    return QPL_STS_OK;
}

static qpl_status check_decompress(const qpl_job *job, bool hardware)
{
    bool bare = has(job, QPL_FLAG_NO_HDRS), canned = has(job, QPL_FLAG_CANNED_MODE);
    CHECK(bare && has(job, QPL_FLAG_RND_ACCESS | QPL_FLAG_GZIP_MODE | QPL_FLAG_ZLIB_MODE), QPL_STS_FLAG_CONFLICT_ERR)
    CHECK(has(job, QPL_FLAG_GZIP_MODE) && has(job, QPL_FLAG_ZLIB_MODE), QPL_STS_FLAG_CONFLICT_ERR)
    qpl_status status = check_ignored_bits(job, hardware);
    CHECK(status != QPL_STS_OK, status)
    CHECK(job->decomp_end_processing > qpl_check_on_nonlast_block, QPL_STS_INVALID_DECOMP_END_PROC_ERR)
    CHECK(job->decomp_end_processing == OWN_RESERVED_INFLATE_MANIPULATOR, QPL_STS_INVALID_DECOMP_END_PROC_ERR)
    CHECK(bare && job->huffman_table == NULL, QPL_STS_NOT_SUPPORTED_MODE_ERR)
    CHECK(canned && has(job, QPL_FLAG_RND_ACCESS), QPL_STS_NOT_SUPPORTED_MODE_ERR)
    CHECK(canned && hardware && job->dictionary != NULL, QPL_STS_NOT_SUPPORTED_MODE_ERR)
    return QPL_STS_OK;
}

/* --- filters --- */

static bool two_sources(const qpl_job *job)
{
    return job->op == qpl_op_select || job->op == qpl_op_expand;
}

static qpl_status check_second_source(const qpl_job *job)
{
    CHECK(job->next_src2_ptr == NULL, QPL_STS_NULL_PTR_ERR)
    CHECK(job->available_src2 == 0, QPL_STS_SIZE_ERR)
    CHECK(overlap(job->next_in_ptr, job->available_in, job->next_src2_ptr, job->available_src2), QPL_STS_BUFFER_OVERLAP_ERR)
    CHECK(overlap(job->next_src2_ptr, job->available_src2, job->next_out_ptr, job->available_out), QPL_STS_BUFFER_OVERLAP_ERR)
    CHECK(job->drop_initial_bytes != 0, QPL_STS_DROP_BYTES_ERR)
    return QPL_STS_OK;
}

static qpl_status check_filter_buffers(const qpl_job *job)
{
    CHECK(job->next_in_ptr == NULL || job->next_out_ptr == NULL, QPL_STS_NULL_PTR_ERR)
    CHECK(job->available_in == 0 || job->available_out == 0 || job->num_input_elements == 0, QPL_STS_SIZE_ERR)
    CHECK(overlap(job->next_in_ptr, job->available_in, job->next_out_ptr, job->available_out), QPL_STS_BUFFER_OVERLAP_ERR)
    if (two_sources(job)) {
        return check_second_source(job);
    }
    CHECK((job->available_in < job->drop_initial_bytes && !has(job, QPL_FLAG_DECOMPRESS_ENABLE)) ||
              job->drop_initial_bytes > UINT16_MAX,
          QPL_STS_DROP_BYTES_ERR)
    return QPL_STS_OK;
}

static qpl_status check_formats(const qpl_job *job, bool hardware)
{
    bool array = has(job, QPL_FLAG_FORCE_ARRAY_OUTPUT), rle = job->parser == qpl_p_parquet_rle;
    CHECK((unsigned)job->out_bit_width > qpl_ow_32, QPL_STS_OUT_FORMAT_ERR)
    CHECK(array && job->out_bit_width == qpl_ow_nom, QPL_STS_OUT_FORMAT_ERR)
    CHECK(array && (!hardware || iaa_params()->generation < 2), QPL_STS_NOT_SUPPORTED_MODE_ERR)
    uint32_t width = rle ? job->next_in_ptr[0] : job->src1_bit_width;
    bool known = !rle || !has(job, QPL_FLAG_DECOMPRESS_ENABLE);
    CHECK(known && (width < 1 || width > 32), QPL_STS_BIT_WIDTH_ERR)
    CHECK((unsigned)job->parser > qpl_p_parquet_rle, QPL_STS_PARSER_ERR)
    return QPL_STS_OK;
}

static uint64_t bytes_of(uint64_t bits)
{
    return (bits + 7) / 8;
}

static uint64_t highest_index(const qpl_job *job)
{
    return job->out_bit_width == qpl_ow_8 ? UINT8_MAX : job->out_bit_width == qpl_ow_16 ? UINT16_MAX : UINT32_MAX;
}

static qpl_status check_extent(const qpl_job *job)
{
    bool scan = job->op >= qpl_op_scan_eq, plain = job->parser != qpl_p_parquet_rle && !has(job, QPL_FLAG_DECOMPRESS_ENABLE);
    uint64_t last = (uint64_t)job->initial_output_index + job->num_input_elements - 1;
    if (two_sources(job)) {
        CHECK(job->src2_bit_width != 1, QPL_STS_BIT_WIDTH_ERR)
        CHECK(job->initial_output_index != 0, QPL_STS_INVALID_PARAM_ERR)
    }
    CHECK(scan && job->out_bit_width == qpl_ow_nom && bytes_of(job->num_input_elements) > job->available_out,
          QPL_STS_DST_IS_SHORT_ERR)
    CHECK(job->op != qpl_op_expand && plain && bytes_of((uint64_t)job->num_input_elements * job->src1_bit_width) > job->available_in,
          QPL_STS_SRC_IS_SHORT_ERR)
    CHECK(two_sources(job) && bytes_of(job->num_input_elements) > job->available_src2, QPL_STS_SRC_IS_SHORT_ERR)
    CHECK(job->op != qpl_op_expand && job->out_bit_width != qpl_ow_nom && (scan || job->src1_bit_width == 1) &&
              last > highest_index(job),
          QPL_STS_OUTPUT_OVERFLOW_ERR)
    return QPL_STS_OK;
}

static qpl_status check_filter(const qpl_job *job, bool hardware)
{
    qpl_status status = check_filter_buffers(job);
    status = status == QPL_STS_OK ? check_formats(job, hardware) : status;
    status = status == QPL_STS_OK ? check_extent(job) : status;
    CHECK(status != QPL_STS_OK, status)
    CHECK(hardware && has(job, QPL_FLAG_NO_HDRS | QPL_FLAG_RND_ACCESS), QPL_STS_OPERATION_ERR)
    return QPL_STS_OK;
}

/* --- all of them --- */

static qpl_status check_operation(const qpl_job *job, struct qpl_state *state, bool hardware)
{
    qpl_status status;
    switch (job->op) {
    case qpl_op_compress:
        status = check_buffers(job);
        return status == QPL_STS_OK ? check_compress(job, state, hardware) : status;
    case qpl_op_decompress:
        status = check_buffers(job);
        return status == QPL_STS_OK ? check_decompress(job, hardware) : status;
    case qpl_op_crc64:
        CHECK(job->next_in_ptr == NULL, QPL_STS_NULL_PTR_ERR)
        CHECK(job->available_in == 0, QPL_STS_SIZE_ERR)
        return job->crc64_poly == 0 ? QPL_STS_CRC64_BAD_POLYNOM : QPL_STS_OK;
    default: return qpl_is_filter(job->op) ? check_filter(job, hardware) : QPL_STS_OPERATION_ERR;
    }
}

qpl_status qpl_check(const qpl_job *job, struct qpl_state *state, bool hardware)
{
    return check_operation(job, state, hardware);
}
