/* qpl_op_decompress: wrappings, random access, canned and Huffman-only streams, how a stream has to end. */
#include <stdlib.h>
#include <string.h>

#include "qpl_state.h"

#define HEADER_MIN 10

uint32_t qpl_failed(enum iaa_error error)
{
    return QPL_OPERATION_ERROR_BASE + error;
}

/* --- wrappings --- */

static size_t past_zero(const uint8_t *data, size_t at, size_t size)
{
    while (at < size && data[at] != 0) {
        at++;
    }
    return at + 1;
}

/* Length of the header; 0: there is none. */
static size_t gzip_header(const uint8_t *data, size_t size)
{
    if (size < HEADER_MIN || data[0] != 0x1f || data[1] != 0x8b || data[2] != 8 || (data[3] & 0xe0) != 0) {
        return 0;
    }
    size_t at = HEADER_MIN;
    if ((data[3] & 4) != 0) {
        at += at + 2 <= size ? 2u + data[at] + 256u * data[at + 1] : size;
    }
    at = (data[3] & 8) != 0 ? past_zero(data, at, size) : at;
    at = (data[3] & 16) != 0 ? past_zero(data, at, size) : at;
    at += (data[3] & 2) != 0 ? 2 : 0;
    return at <= size ? at : 0;
}

static qpl_status skip_wrapping(qpl_job *job)
{
    size_t header = 0;
    if ((job->flags & QPL_FLAG_GZIP_MODE) != 0) {
        header = gzip_header(job->next_in_ptr, job->available_in);
        if (header == 0) {
            return QPL_STS_ARCHIVE_HEADER_ERR;
        }
    } else if ((job->flags & QPL_FLAG_ZLIB_MODE) != 0) {
        const uint8_t *h = job->next_in_ptr;
        if (job->available_in < 2 || (h[0] * 256 + h[1]) % 31 != 0) {
            return QPL_STS_ARCHIVE_HEADER_ERR;
        }
        if ((h[0] & 15) != 8) {
            return QPL_STS_ARCHIVE_UNSUP_METHOD_ERR;
        }
        if ((h[1] & 0x20) != 0 && job->dictionary == NULL) {
            return QPL_STS_INFLATE_NEED_DICT_ERR;
        }
        header = (h[1] & 0x20) != 0 ? 6 : 2;
    }
    if (header > job->available_in) {
        return QPL_STS_ARCHIVE_HEADER_ERR;
    }
    job->next_in_ptr += header;
    job->available_in -= (uint32_t)header;
    job->total_in += (uint32_t)header;
    return QPL_STS_OK;
}

/* Checked when all of it is there; otherwise it is left to the program. */
static qpl_status check_trailer(qpl_job *job, const struct qpl_state *state)
{
    uint32_t values[2], size = (job->flags & QPL_FLAG_GZIP_MODE) != 0 ? 8 : (job->flags & QPL_FLAG_ZLIB_MODE) != 0 ? 4 : 0;
    if (size == 0 || job->available_in < size) {
        return QPL_STS_OK;
    }
    memcpy(values, job->next_in_ptr, size);
    bool same = size == 8 ? values[0] == state->gzip && values[1] == job->total_out : __builtin_bswap32(values[0]) == state->adler;
    job->next_in_ptr += size;
    job->available_in -= size;
    job->total_in += size;
    return same ? QPL_STS_OK : QPL_STS_INTL_VERIFY_ERR;
}

/* --- beginning --- */

static qpl_status use_table(qpl_job *job, struct qpl_state *state, bool literals)
{
    qpl_huffman_table_t table = job->huffman_table;
    if (table == NULL) {
        return QPL_STS_NULL_PTR_ERR;
    }
    if (table->magic != QPL_TABLE_MAGIC || table->type == compression_table_type) {
        return QPL_STS_INVALID_HUFFMAN_TABLE_ERR;
    }
    if (table->literals != literals) {
        return QPL_STS_HUFFMAN_TABLE_TYPE_ERROR;
    }
    bool good = qpl_table_check(table, literals) == QPL_STS_OK && iaa_inflate_codes(&state->inflate, &table->codes, literals);
    return good ? QPL_STS_OK : QPL_STS_INVALID_HUFFMAN_TABLE_ERR;
}

/* The block's header was read by an earlier job; this one is about a piece that refers to nothing before it. */
static void enter_piece(qpl_job *job, struct qpl_state *state)
{
    struct iaa_inflate *s = &state->inflate;
    bool stored = s->phase == IAA_IN_STORED || s->phase == IAA_AT_STORED;
    s->hold = s->bits = 0;
    s->total = 0;
    s->phase = stored ? IAA_IN_STORED : IAA_AT_TOKEN;
    s->stored = stored ? UINT32_MAX : 0;
    s->stop_header = s->stop_final = false;
    s->stop_any = true;
    s->bare = true;
    state->crc = job->crc;
}

static void set_stops(const qpl_job *job, struct iaa_inflate *s)
{
    unsigned how = job->decomp_end_processing & 7;
    s->stop_final = how == qpl_stop_and_check_for_bfinal_eob || how == qpl_stop_on_bfinal_eob;
    s->stop_any = how == qpl_stop_and_check_for_any_eob || how == qpl_stop_on_any_eob;
    s->stop_header = (job->flags & QPL_FLAG_RND_ACCESS) != 0;
}

static qpl_status begin(qpl_job *job, struct qpl_state *state)
{
    struct iaa_inflate *s = &state->inflate;
    job->total_in = job->total_out = job->crc = 0;
    state->crc = state->gzip = 0;
    state->adler = 1;
    iaa_inflate_begin(s, IAA_HISTORY);
    s->on_cpu = state->on_cpu;
    set_stops(job, s);
    if (job->dictionary != NULL) {
        iaa_inflate_history(s, job->dictionary->data, job->dictionary->size);
    }
    if ((job->flags & QPL_FLAG_CANNED_MODE) != 0) {
        s->stop_any = true;
        qpl_status status = use_table(job, state, false);
        s->bare = false;
        return status;
    }
    return (job->flags & QPL_FLAG_NO_HDRS) != 0 ? use_table(job, state, true) : skip_wrapping(job);
}

static void skip_bits(qpl_job *job, struct iaa_inflate *s)
{
    unsigned skip = job->ignore_start_bits, step = s->be16 ? 2 : 1;
    if (skip == 0 || job->available_in < step) {
        return;
    }
    struct iaa_chunk chunk = {.in = job->next_in_ptr, .in_size = step};
    unsigned end = s->ignore_end;
    s->ignore_end = job->available_in == step ? end : 0;
    enum iaa_phase phase = s->phase;
    s->phase = IAA_AT_END + 1; /* only fetches */
    iaa_inflate_run(s, &chunk);
    s->phase = phase;
    s->ignore_end = end;
    unsigned drop = skip < s->bits ? skip : s->bits;
    s->hold >>= drop;
    s->bits -= drop;
    job->next_in_ptr += step;
    job->available_in -= step;
    job->total_in += step;
}

qpl_status qpl_open_stream(qpl_job *job, struct qpl_state *state)
{
    struct iaa_inflate *s = &state->inflate;
    bool first = (job->flags & (QPL_FLAG_FIRST | QPL_FLAG_CANNED_MODE)) != 0, piece = !first && (job->flags & QPL_FLAG_RND_ACCESS) != 0;
    qpl_status status = QPL_STS_OK;
    if (first) {
        status = begin(job, state);
    } else if (piece) {
        enter_piece(job, state);
        job->total_in = job->total_out = 0;
    } else {
        set_stops(job, s);
    }
    s->be16 = (job->flags & QPL_FLAG_HUFFMAN_BE) != 0 && (job->flags & QPL_FLAG_NO_HDRS) != 0;
    s->ignore_end = job->ignore_end_bits;
    if (status == QPL_STS_OK && (first || piece)) {
        skip_bits(job, s);
    }
    return status;
}

/* --- end --- */

static qpl_status at_input_end(const qpl_job *job, const struct iaa_inflate *s)
{
    unsigned how = job->decomp_end_processing;
    bool apply = (job->flags & QPL_FLAG_LAST) != 0 || (how & qpl_check_on_nonlast_block) != 0;
    how &= 7;
    if (s->bare || (job->flags & QPL_FLAG_RND_ACCESS) != 0 || !apply) {
        return QPL_STS_OK;
    }
    bool at_block = (s->phase == IAA_AT_BLOCK && s->after_eob) || s->phase == IAA_AT_END;
    bool any = how == qpl_stop_and_check_for_any_eob || how == qpl_check_for_any_eob;
    bool final = how == qpl_stop_and_check_for_bfinal_eob || how == qpl_check_for_bfinal_eob;
    return (any && !at_block) || (final && !(at_block && s->after_final)) ? QPL_STS_BAD_EOF_ERR : QPL_STS_OK;
}

static void sum_up(qpl_job *job, struct qpl_state *state, const struct iaa_chunk *chunk)
{
    state->crc = iaa_crc32(state->crc, chunk->out, chunk->produced, (job->flags & QPL_FLAG_CRC32C) != 0);
    if ((job->flags & QPL_FLAG_GZIP_MODE) != 0) {
        state->gzip = iaa_crc32(state->gzip, chunk->out, chunk->produced, false);
    }
    if ((job->flags & QPL_FLAG_ZLIB_MODE) != 0) {
        state->adler = iaa_adler(state->adler, chunk->out, chunk->produced);
    }
    job->crc = state->crc;
    job->xor_checksum = iaa_xor((job->flags & QPL_FLAG_FIRST) != 0 ? 0 : job->xor_checksum, chunk->out, chunk->produced);
}

qpl_status qpl_decompress(qpl_job *job, struct qpl_state *state)
{
    qpl_status status = qpl_open_stream(job, state);
    if (status != QPL_STS_OK) {
        return status;
    }
    struct iaa_chunk chunk = {job->next_in_ptr, job->available_in, 0, job->next_out_ptr, job->available_out, 0, IAA_OK};
    enum iaa_inflated result = iaa_inflate_run(&state->inflate, &chunk);
    if (result == IAA_FAILED) {
        return qpl_failed(chunk.error);
    }
    sum_up(job, state, &chunk);
    job->next_in_ptr += chunk.in_used;
    job->available_in -= (uint32_t)chunk.in_used;
    job->total_in += (uint32_t)chunk.in_used;
    job->next_out_ptr += chunk.produced;
    job->available_out -= (uint32_t)chunk.produced;
    job->total_out += (uint32_t)chunk.produced;
    if (result == IAA_OUTPUT_FULL) {
        return QPL_STS_MORE_OUTPUT_NEEDED;
    }
    return result == IAA_STOPPED ? check_trailer(job, state) : at_input_end(job, &state->inflate);
}

/* --- how much it will be --- */

static uint64_t inflated_bytes(const qpl_job *job, const struct qpl_state *state, uint64_t most)
{
    struct qpl_state *copy = malloc(sizeof *copy);
    uint8_t *scratch = malloc(IAA_WINDOW);
    qpl_job dry = *job;
    uint64_t total = 0;
    if (copy != NULL && scratch != NULL) {
        *copy = *state;
        enum iaa_inflated result = qpl_open_stream(&dry, copy) == QPL_STS_OK ? IAA_OUTPUT_FULL : IAA_FAILED;
        while (result == IAA_OUTPUT_FULL && total < most) {
            uint64_t left = most - total;
            struct iaa_chunk chunk = {dry.next_in_ptr, dry.available_in, 0, scratch, left < IAA_WINDOW ? left : IAA_WINDOW, 0, IAA_OK};
            result = iaa_inflate_run(&copy->inflate, &chunk);
            dry.next_in_ptr += chunk.in_used;
            dry.available_in -= (uint32_t)chunk.in_used;
            total += chunk.produced;
        }
    }
    free(copy);
    free(scratch);
    return total;
}

uint64_t qpl_expected_bytes(const qpl_job *job, const struct qpl_state *state)
{
    if (job->op == qpl_op_decompress) {
        return inflated_bytes(job, state, job->available_out);
    }
    if (!qpl_is_filter(job->op)) {
        return job->available_in;
    }
    uint64_t packed = job->drop_initial_bytes + ((uint64_t)job->num_input_elements * job->src1_bit_width + 7) / 8;
    bool rle = job->parser == qpl_p_parquet_rle;
    if ((job->flags & QPL_FLAG_DECOMPRESS_ENABLE) == 0) {
        return rle || packed > job->available_in ? job->available_in : packed;
    }
    return inflated_bytes(job, state, rle ? UINT32_MAX : packed);
}
