/* qpl_op_compress: blocks, wrappings, indices. */
#include <stdlib.h>
#include <string.h>

#include "qpl_state.h"

#define GZIP_HEADER 10
#define GZIP_TRAILER 8
#define ZLIB_HEADER 2
#define ZLIB_TRAILER 4

static uint32_t header_size(const qpl_job *job)
{
    bool first = (job->flags & QPL_FLAG_FIRST) != 0;
    return !first                                    ? 0
           : (job->flags & QPL_FLAG_GZIP_MODE) != 0 ? GZIP_HEADER
           : (job->flags & QPL_FLAG_ZLIB_MODE) != 0 ? ZLIB_HEADER
                                                    : 0;
}

static uint32_t trailer_size(const qpl_job *job)
{
    bool last = (job->flags & QPL_FLAG_LAST) != 0;
    return !last                                     ? 0
           : (job->flags & QPL_FLAG_GZIP_MODE) != 0 ? GZIP_TRAILER
           : (job->flags & QPL_FLAG_ZLIB_MODE) != 0 ? ZLIB_TRAILER
                                                    : 0;
}

static void write_header(uint8_t *to, uint32_t size)
{
    static const uint8_t gzip[GZIP_HEADER] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff};
    static const uint8_t zlib[ZLIB_HEADER] = {0x48, 0x0d}; /* a window of 4 KiB */
    memcpy(to, size == GZIP_HEADER ? gzip : zlib, size);
}

static void write_trailer(uint8_t *to, uint32_t size, const struct qpl_state *state, uint32_t length)
{
    uint32_t values[2] = {size == ZLIB_TRAILER ? __builtin_bswap32(state->adler) : state->gzip, length};
    memcpy(to, values, size);
}

/* --- codes --- */

static qpl_status fit_literals(qpl_job *job)
{
    uint32_t counts[256] = {0};
    for (uint32_t i = 0; i < job->available_in; i++) {
        counts[job->next_in_ptr[i]]++;
    }
    iaa_literals_fit(&job->huffman_table->codes, counts);
    job->huffman_table->ready = true;
    return QPL_STS_OK;
}

static qpl_status table_of(qpl_job *job, const struct iaa_codes **codes)
{
    bool bare = (job->flags & QPL_FLAG_NO_HDRS) != 0, dynamic = (job->flags & QPL_FLAG_DYNAMIC_HUFFMAN) != 0;
    *codes = NULL;
    if (job->huffman_table == NULL || (dynamic && !bare)) {
        return QPL_STS_OK;
    }
    if (job->huffman_table->magic != QPL_TABLE_MAGIC || job->huffman_table->type == decompression_table_type) {
        return QPL_STS_INVALID_HUFFMAN_TABLE_ERR;
    }
    if (job->huffman_table->literals != bare) {
        return QPL_STS_HUFFMAN_TABLE_TYPE_ERROR;
    }
    if (bare && dynamic) {
        fit_literals(job);
    }
    *codes = &job->huffman_table->codes;
    return qpl_table_check(job->huffman_table, bare);
}

/* --- one job --- */

static qpl_status status_of(enum iaa_deflated result, const qpl_job *job, bool on_cpu)
{
    bool indexed = job->mini_block_size != qpl_mblk_size_none;
    switch (result) {
    case IAA_DEFLATED: return QPL_STS_OK;
    case IAA_NO_ROOM:
        return indexed && !on_cpu ? QPL_STS_INDEX_GENERATION_ERR
               : (job->flags & QPL_FLAG_NO_HDRS) != 0 ? QPL_STS_DST_IS_SHORT_ERR : QPL_STS_MORE_OUTPUT_NEEDED;
    case IAA_NO_CODE_FOR_IT: return QPL_STS_INVALID_HUFFCODE_ERR;
    case IAA_INDEX_FULL: return QPL_STS_INDEX_ARRAY_TOO_SMALL;
    default: return QPL_STS_NO_MEM_ERR;
    }
}

static void sum_up(qpl_job *job, struct qpl_state *state)
{
    state->crc = iaa_crc32(state->crc, job->next_in_ptr, job->available_in, (job->flags & QPL_FLAG_CRC32C) != 0);
    if ((job->flags & QPL_FLAG_GZIP_MODE) != 0) {
        state->gzip = iaa_crc32(state->gzip, job->next_in_ptr, job->available_in, false);
    }
    if ((job->flags & QPL_FLAG_ZLIB_MODE) != 0) {
        state->adler = iaa_adler(state->adler, job->next_in_ptr, job->available_in);
    }
    job->crc = state->crc;
    job->xor_checksum = iaa_xor((job->flags & QPL_FLAG_FIRST) != 0 ? 0 : job->xor_checksum, job->next_in_ptr, job->available_in);
}

static void advance(qpl_job *job, uint32_t taken, uint32_t made)
{
    job->next_in_ptr += taken;
    job->available_in -= taken;
    job->total_in += taken;
    job->next_out_ptr += made;
    job->available_out -= made;
    job->total_out += made;
}

static struct iaa_input input_of(const qpl_job *job, const uint8_t *data, size_t history)
{
    bool literals = (job->flags & QPL_FLAG_GEN_LITERALS) != 0 || (job->flags & QPL_FLAG_NO_HDRS) != 0;
    uint32_t mini = job->mini_block_size == qpl_mblk_size_none ? 0 : 256u << job->mini_block_size;
    return (struct iaa_input){data, history, history + job->available_in, mini, job->level == qpl_high_level, literals};
}

static qpl_status deflate_job(qpl_job *job, struct qpl_state *state, const uint8_t *data, size_t history)
{
    uint32_t before = header_size(job), after = trailer_size(job), room = before + after;
    bool indexed = job->mini_block_size != qpl_mblk_size_none;
    struct iaa_deflate op = {.encoder = &state->encoder, .input = input_of(job, data, history)};
    qpl_status status = table_of(job, &op.codes);
    if (status != QPL_STS_OK || job->available_out < room) {
        return status != QPL_STS_OK ? status : QPL_STS_MORE_OUTPUT_NEEDED;
    }
    op.out = job->next_out_ptr + before;
    op.size = job->available_out - room;
    op.first = (job->flags & QPL_FLAG_FIRST) != 0;
    op.last = (job->flags & QPL_FLAG_LAST) != 0;
    op.new_block = (job->flags & QPL_FLAG_START_NEW_BLOCK) != 0;
    op.dynamic = (job->flags & QPL_FLAG_DYNAMIC_HUFFMAN) != 0;
    op.bare = (job->flags & QPL_FLAG_NO_HDRS) != 0;
    op.canned = (job->flags & QPL_FLAG_CANNED_MODE) != 0;
    op.be16 = (job->flags & QPL_FLAG_HUFFMAN_BE) != 0;
    op.bits_before = 8 * ((uint64_t)job->total_out + before);
    op.crc = state->crc;
    op.crc32c = (job->flags & QPL_FLAG_CRC32C) != 0;
    op.index = indexed ? job->idx_array : NULL;
    op.index_room = job->idx_max_size;
    op.indices = job->idx_num_written;
    status = status_of(iaa_deflate_run(&op), job, state->on_cpu);
    if (status != QPL_STS_OK) {
        return status;
    }
    write_header(job->next_out_ptr, before);
    sum_up(job, state);
    write_trailer(op.out + op.produced, after, state, job->total_in + job->available_in);
    job->idx_num_written = op.indices;
    job->last_bit_offset = op.last_bits;
    advance(job, job->available_in, (uint32_t)op.produced + room);
    return QPL_STS_OK;
}

qpl_status qpl_compress(qpl_job *job, struct qpl_state *state)
{
    if ((job->flags & QPL_FLAG_FIRST) != 0) {
        job->total_in = job->total_out = job->crc = job->idx_num_written = 0;
        state->crc = state->gzip = 0;
        state->adler = 1;
    }
    const struct qpl_dictionary *dictionary = (job->flags & QPL_FLAG_FIRST) != 0 ? job->dictionary : NULL;
    if (dictionary == NULL || dictionary->size == 0) {
        return deflate_job(job, state, job->next_in_ptr, 0);
    }
    uint8_t *joined = malloc(dictionary->size + job->available_in);
    if (joined == NULL) {
        return QPL_STS_NO_MEM_ERR;
    }
    memcpy(joined, dictionary->data, dictionary->size);
    memcpy(joined + dictionary->size, job->next_in_ptr, job->available_in);
    qpl_status status = deflate_job(job, state, joined, dictionary->size);
    free(joined);
    return status;
}
