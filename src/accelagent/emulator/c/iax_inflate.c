/* Decompression as a descriptor asks for it: into memory, into nothing, or into an index of where the mini-blocks start. */
#include <stdlib.h>
#include <string.h>

#include "iax.h"

#define SCRATCH IAA_WINDOW

struct decoding {
    const struct iax_hw_desc *desc;
    const uint8_t *aecs, *in;
    size_t aecs_size, in_size, used;
    unsigned given;              /* place among the AECS's own bits */
    uint64_t given_bits, first_bit;
    struct iaa_inflate state;
    enum iaa_inflated result;
    enum iaa_error error;
    bool castagnoli;
    uint32_t crc, xor_sum;
    uint64_t produced;
    uint8_t scratch[SCRATCH];
};

static struct decoding *decoding_of(const struct iax_hw_desc *desc)
{
    struct decoding *d = malloc(sizeof *d);
    unsigned flags = desc->decompr_flags;
    if (d == NULL) {
        return NULL;
    }
    memset(d, 0, offsetof(struct decoding, state));
    d->desc = desc;
    d->aecs = iax_aecs_read(desc, IAX_AECS_FILTER);
    d->aecs_size = desc->src2_size;
    d->in = iax_at(desc->src1_addr);
    d->in_size = desc->src1_size;
    d->castagnoli = (desc->flags & IDXD_OP_FLAG_CRC_RFC3720) != 0;
    d->produced = 0;
    d->error = IAA_OK;
    d->crc = iax_seeds(d->aecs).crc;
    d->xor_sum = iax_seeds(d->aecs).xor_sum;
    d->first_bit = iax_first_bit(d->aecs, d->aecs_size);
    if (!iax_load(&d->state, d->aecs, d->aecs_size)) {
        free(d);
        return NULL;
    }
    bool stops = (flags & IAX_DECOMP_STOP_ON_EOB) != 0, final = (flags & IAX_DECOMP_SELECT_FINAL) != 0;
    d->state.stop_any = stops && !final;
    d->state.stop_final = stops && final;
    d->state.be16 = (flags & IAX_DECOMP_BE) != 0;
    return d;
}

static enum iaa_inflated step(struct decoding *d, size_t in_size, uint8_t *out, size_t room, size_t *made)
{
    struct iaa_chunk chunk = {d->in + d->used, in_size, 0, out + *made, room - *made, 0, IAA_OK};
    d->state.ignore_end = in_size > 0 ? IAX_DECOMP_IGNORE_END(d->desc->decompr_flags) : 0;
    enum iaa_inflated result = iaa_inflate_run(&d->state, &chunk);
    d->used += chunk.in_used;
    *made += chunk.produced;
    d->error = chunk.error;
    return result;
}

/* First what came with the AECS, then the source. */
static enum iaa_inflated run(struct decoding *d, uint8_t *out, size_t room)
{
    size_t made = 0;
    bool more = true;
    enum iaa_inflated result = IAA_INPUT_USED;
    while (more && result == IAA_INPUT_USED) {
        unsigned before = d->state.bits;
        while (d->state.bits <= 48 && iax_more_bits(d->aecs, d->aecs_size, &d->given, &d->state)) {
        }
        more = d->state.bits > before;
        d->given_bits += d->state.bits - before;
        result = more ? step(d, 0, out, room, &made) : result;
    }
    if (result == IAA_INPUT_USED) {
        result = step(d, d->in_size - d->used, out, room, &made);
    }
    d->crc = iaa_crc32(d->crc, out, made, d->castagnoli);
    d->xor_sum = iaa_xor(d->xor_sum, out, made);
    d->produced += made;
    d->result = result;
    return result;
}

/* Output that nobody keeps. */
static void run_dry(struct decoding *d, uint64_t most)
{
    do {
        uint64_t left = most - d->produced;
        run(d, d->scratch, left < SCRATCH ? (size_t)left : SCRATCH);
    } while (d->result == IAA_OUTPUT_FULL && d->produced < most);
}

/* --- the index --- */

struct index {
    uint8_t *out;
    size_t room, used;
    bool pending;                /* where the next mini-block starts, if the block goes on */
    uint64_t entry;
};

static uint64_t entry_of(const struct decoding *d, unsigned back)
{
    uint64_t bit = d->first_bit + d->given_bits + 8 * (uint64_t)d->used - d->state.bits - back;
    return (bit & UINT32_MAX) | (uint64_t)d->crc << 32;
}

static bool note(struct index *index, uint64_t entry)
{
    if (index->used + sizeof entry > index->room) {
        return false;
    }
    memcpy(index->out + index->used, &entry, sizeof entry);
    index->used += sizeof entry;
    return true;
}

static unsigned end_code_bits(const struct iaa_inflate *state)
{
    return state->ll_count > IAA_EOB ? state->lengths[IAA_EOB] : 0;
}

static bool stop_wanted(const struct decoding *d)
{
    unsigned flags = d->desc->decompr_flags;
    bool final = (flags & IAX_DECOMP_SELECT_FINAL) != 0;
    return (flags & IAX_DECOMP_STOP_ON_EOB) != 0 && (!final || d->state.after_final);
}

/* After a stop: a header has been read, a block has ended, or a mini-block is full. */
static bool take_note(struct decoding *d, struct index *index, bool stored, uint64_t made)
{
    bool good = !(index->pending && made > 0) || note(index, index->entry);
    index->pending = index->pending && made == 0;
    bool ended = d->result == IAA_STOPPED && d->state.after_eob;
    if (ended) {
        index->pending = false;
        return good && note(index, entry_of(d, stored ? 0 : end_code_bits(&d->state))) && note(index, entry_of(d, 0));
    }
    if (d->result == IAA_STOPPED) {
        d->state.after_eob = false;
    }
    if (d->result == IAA_STOPPED || d->result == IAA_OUTPUT_FULL) {
        index->pending = true;
        index->entry = entry_of(d, 0);
    }
    return good;
}

static void run_indexed(struct decoding *d, struct index *index)
{
    size_t mini = (size_t)256 << IAX_DECOMP_INDEX(d->desc->decompr_flags), left = mini;
    bool good = true, ends = false;
    d->state.stop_any = d->state.stop_header = d->state.stop_full = true;
    do {
        uint64_t before = d->produced;
        bool stored = d->state.phase == IAA_IN_STORED;
        run(d, d->scratch, left);
        uint64_t made = d->produced - before;
        good = take_note(d, index, stored, made);
        left = d->result == IAA_OUTPUT_FULL || d->result == IAA_STOPPED ? mini : left;
        ends = d->result == IAA_STOPPED && d->state.after_eob && stop_wanted(d);
    } while (good && !ends && (d->result == IAA_OUTPUT_FULL || d->result == IAA_STOPPED));
    d->result = good ? d->result : IAA_OUTPUT_FULL;
}

/* --- the end --- */

static bool at_wanted_end(const struct decoding *d)
{
    const struct iaa_inflate *s = &d->state;
    bool between = s->phase == IAA_AT_BLOCK || s->phase == IAA_AT_END;
    return between && s->after_eob && ((d->desc->decompr_flags & IAX_DECOMP_SELECT_FINAL) == 0 || s->after_final);
}

static void set_status(const struct decoding *d, struct iax_completion_record *record)
{
    bool checks = (d->desc->decompr_flags & IAX_DECOMP_CHECK_FOR_EOB) != 0;
    if (d->result == IAA_FAILED) {
        iax_fail(record, d->error);
    } else if (d->result == IAA_OUTPUT_FULL) {
        record->status = IAX_COMP_OUTBUF_OVERFLOW;
    } else if (checks && !at_wanted_end(d)) {
        iax_fail(record, IAA_BAD_END);
    }
}

static void leave_state(struct decoding *d, const struct iax_completion_record *record)
{
    bool overflow = record->status == IAX_COMP_OUTBUF_OVERFLOW;
    bool wanted = iax_writes(d->desc) == IAX_WRITE_AECS || (iax_writes(d->desc) == IAX_WRITE_AECS_ON_OVERFLOW && overflow);
    if (wanted && (record->status == IAX_COMP_SUCCESS || overflow)) {
        iax_save(&d->state, iax_aecs_written(d->desc), d->desc->src2_size, d->crc, d->xor_sum,
                 (uint32_t)entry_of(d, 0));
    }
}

void iax_inflate(const struct iax_hw_desc *desc, struct iax_completion_record *record)
{
    struct decoding *d = decoding_of(desc);
    struct index index = {iax_at(desc->dst_addr), desc->max_dst_size, 0, false, 0};
    if (d == NULL) {
        iax_fail(record, (enum iaa_error)22); /* the AECS makes no sense */
        return;
    }
    bool suppressed = (desc->decompr_flags & IAX_DECOMP_SUPPRESS) != 0;
    if (IAX_DECOMP_INDEX(desc->decompr_flags) != 0) {
        run_indexed(d, &index);
    } else if (suppressed) {
        run_dry(d, UINT64_MAX);
    } else {
        run(d, iax_at(desc->dst_addr), desc->max_dst_size);
    }
    set_status(d, record);
    if (record->status == IAX_COMP_SUCCESS || record->status == IAX_COMP_OUTBUF_OVERFLOW) {
        record->output_size = suppressed ? (uint32_t)index.used : (uint32_t)d->produced;
    }
    record->bytes_completed = (uint32_t)d->used;
    record->crc = d->crc;
    record->xor_csum = (uint16_t)d->xor_sum;
    leave_state(d, record);
    free(d);
}

uint64_t iax_inflated_bytes(const struct iax_hw_desc *desc)
{
    struct decoding *d = decoding_of(desc);
    uint64_t made = 0;
    bool bounded = (desc->decompr_flags & IAX_DECOMP_SUPPRESS) == 0 && !iax_filters(desc->opcode);
    if (d != NULL) {
        run_dry(d, bounded ? desc->max_dst_size : UINT64_MAX);
        made = d->produced;
        free(d);
    }
    return made;
}

/* The column grows as the stream does, since nobody says beforehand how long it is. */
bool iax_inflate_column(const struct iax_hw_desc *desc, struct iax_completion_record *record, size_t most, uint8_t **data,
                        size_t *size)
{
    struct decoding *d = decoding_of(desc);
    size_t room = 0;
    *data = NULL;
    *size = 0;
    if (d == NULL) {
        iax_fail(record, (enum iaa_error)22);
        return false;
    }
    do {
        if (*size == room) {
            room = room == 0 ? 2 * SCRATCH : 2 * room;
            uint8_t *grown = realloc(*data, room);
            if (grown == NULL) {
                break;
            }
            *data = grown;
        }
        size_t left = room - *size < most - *size ? room - *size : most - *size;
        run(d, *data + *size, left);
        *size = (size_t)d->produced;
    } while (d->result == IAA_OUTPUT_FULL && *size < most);
    if (d->result == IAA_FAILED) {
        iax_fail(record, d->error);
    }
    record->bytes_completed = (uint32_t)d->used;
    free(d);
    return record->status == IAX_COMP_SUCCESS;
}
