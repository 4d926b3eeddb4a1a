/* Filters, on packed data or on the output of decompression. */
#include <stdlib.h>
#include <string.h>

#include "iaa_filter.h"
#include "qpl_state.h"

#define GROWTH_MOST (1ULL << 30) /* bytes of one decompressed column */

bool qpl_is_filter(qpl_operation op)
{
    return op == qpl_op_extract || op == qpl_op_select || op == qpl_op_expand || (op >= qpl_op_scan_eq && op <= qpl_op_scan_not_range);
}

struct column {
    uint8_t *made;          /* to be freed */
    const uint8_t *data;
    uint64_t size;
};

static qpl_status grow(struct column *column, uint64_t *room, uint64_t most)
{
    uint64_t wanted = *room == 0 ? 65536 : *room * 2;
    wanted = wanted < most ? wanted : most;
    uint8_t *larger = wanted <= GROWTH_MOST ? realloc(column->made, wanted > 0 ? wanted : 1) : NULL;
    if (larger == NULL) {
        return QPL_STS_NO_MEM_ERR;
    }
    column->made = larger;
    *room = wanted;
    return QPL_STS_OK;
}

/* As much of the stream as the filter will look at. */
static qpl_status inflate_column(qpl_job *job, struct qpl_state *state, struct column *column, uint64_t most)
{
    uint64_t room = 0;
    qpl_job at = *job;
    at.flags |= QPL_FLAG_FIRST;
    qpl_status status = qpl_open_stream(&at, state);
    enum iaa_inflated result = IAA_OUTPUT_FULL;
    while (status == QPL_STS_OK && result == IAA_OUTPUT_FULL && column->size < most) {
        status = room == column->size ? grow(column, &room, most) : QPL_STS_OK;
        if (status != QPL_STS_OK) {
            break;
        }
        struct iaa_chunk chunk = {at.next_in_ptr, at.available_in, 0, column->made + column->size, room - column->size, 0, IAA_OK};
        result = iaa_inflate_run(&state->inflate, &chunk);
        status = result == IAA_FAILED ? qpl_failed(chunk.error) : QPL_STS_OK;
        at.next_in_ptr += chunk.in_used;
        at.available_in -= (uint32_t)chunk.in_used;
        column->size += chunk.produced;
    }
    column->data = column->made;
    return status;
}

static qpl_status column_of(qpl_job *job, struct qpl_state *state, struct column *column)
{
    if ((job->flags & QPL_FLAG_DECOMPRESS_ENABLE) == 0) {
        *column = (struct column){NULL, job->next_in_ptr, job->available_in};
        return QPL_STS_OK;
    }
    uint64_t packed = job->drop_initial_bytes + ((uint64_t)job->num_input_elements * job->src1_bit_width + 7) / 8;
    return inflate_column(job, state, column, job->parser == qpl_p_parquet_rle ? GROWTH_MOST : packed);
}

static enum iaa_filter_op operation_of(qpl_operation op)
{
    switch (op) {
    case qpl_op_extract: return IAA_EXTRACT;
    case qpl_op_select: return IAA_SELECT;
    case qpl_op_expand: return IAA_EXPAND;
    default: return (enum iaa_filter_op)(IAA_SCAN_EQ + (op - qpl_op_scan_eq));
    }
}

static void give_results(qpl_job *job, const struct iaa_filter *f, const struct column *column)
{
    if ((job->flags & QPL_FLAG_OMIT_CHECKSUMS) == 0) {
        job->crc = iaa_crc32(0, column->data, column->size, (job->flags & QPL_FLAG_CRC32C) != 0);
        job->xor_checksum = iaa_xor(0, column->data, column->size);
    }
    if ((job->flags & QPL_FLAG_OMIT_AGGREGATES) == 0) {
        job->first_index_min_value = f->min_first;
        job->last_index_max_value = f->max_last;
        job->sum_value = f->sum;
    }
    job->last_bit_offset = f->last_bits;
    job->total_in = job->available_in;
    job->next_in_ptr += job->available_in;
    job->available_in = 0;
    job->total_out = (uint32_t)f->produced;
    job->next_out_ptr += f->produced;
    job->available_out -= (uint32_t)f->produced;
}

static qpl_status filter_column(qpl_job *job, const struct column *column)
{
    static const unsigned widths[4] = {0, 8, 16, 32};
    bool rle = job->parser == qpl_p_parquet_rle;
    if (column->size < job->drop_initial_bytes) {
        return QPL_STS_DROP_BYTES_ERR;
    }
    struct iaa_filter f = {
        .op = operation_of(job->op),
        .parser = (enum iaa_parser)job->parser,
        .src1 = column->data + job->drop_initial_bytes,
        .src1_size = column->size - job->drop_initial_bytes,
        .src2 = job->next_src2_ptr,
        .src2_size = job->available_src2,
        .width = job->src1_bit_width,
        .elements = job->num_input_elements,
        .low = job->param_low,
        .high = job->param_high,
        .first_index = job->initial_output_index,
        .src2_be = (job->flags & QPL_FLAG_SRC2_BE) != 0,
        .out_be = (job->flags & QPL_FLAG_OUT_BE) != 0,
        .invert = (job->flags & QPL_FLAG_INV_OUT) != 0,
        .force_array = (job->flags & QPL_FLAG_FORCE_ARRAY_OUTPUT) != 0,
        .out_width = widths[job->out_bit_width & 3],
        .out = job->next_out_ptr,
        .out_size = job->available_out,
    };
    unsigned width = job->op >= qpl_op_scan_eq ? 1 : rle ? (f.src1_size > 0 ? f.src1[0] : 0) : f.width;
    if (width > 1 && f.invert) {
        return QPL_STS_INV_OUTPUT;
    }
    if (width > 1 && f.out_width != 0 && width > f.out_width) {
        return QPL_STS_BIT_WIDTH_OUT_EXTENDED_ERR;
    }
    enum iaa_error error = iaa_filter_run(&f);
    if (error != IAA_OK) {
        return qpl_failed(error);
    }
    give_results(job, &f, column);
    return QPL_STS_OK;
}

qpl_status qpl_filter(qpl_job *job, struct qpl_state *state)
{
    struct column column = {NULL, NULL, 0};
    job->total_out = 0;
    if (job->op == qpl_op_extract && job->param_low > job->param_high) {
        job->first_index_min_value = 0; /* nothing to do, and nothing is looked at */
        return QPL_STS_OK;
    }
    qpl_status status = column_of(job, state, &column);
    status = status == QPL_STS_OK ? filter_column(job, &column) : status;
    free(column.made);
    return status;
}
