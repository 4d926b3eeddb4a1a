/* Filters as a descriptor asks for them, over a packed column or one that is decompressed on the way. */
#include <stdlib.h>
#include <string.h>

#include "iaa_filter.h"
#include "iax.h"

#define COLUMN_MOST ((size_t)1 << 30)

struct column {
    uint8_t *owned;
    const uint8_t *data;
    size_t size;
};

static size_t needed(const struct iax_hw_desc *desc, uint32_t drop)
{
    bool runs = IAX_FILTER_PARSER(desc->filter_flags) == IAA_PRLE || desc->opcode == IAX_OPCODE_EXPAND;
    uint64_t bits = (uint64_t)desc->num_inputs * IAX_FILTER_WIDTH(desc->filter_flags);
    return runs ? COLUMN_MOST : (size_t)(drop + (bits + 7) / 8);
}

static bool column_of(const struct iax_hw_desc *desc, struct iax_completion_record *record, uint32_t drop,
                      struct column *column)
{
    *column = (struct column){NULL, iax_at(desc->src1_addr), desc->src1_size};
    record->bytes_completed = desc->src1_size;
    if ((desc->decompr_flags & IAX_DECOMP_ENABLE) == 0) {
        return true;
    }
    bool good = iax_inflate_column(desc, record, needed(desc, drop), &column->owned, &column->size);
    column->data = column->owned;
    return good;
}

static struct iaa_filter filter_of(const struct iax_hw_desc *desc, const struct iax_seeds *seeds,
                                   const struct column *column)
{
    static const unsigned widths[4] = {0, 8, 16, 32};
    uint32_t flags = desc->filter_flags;
    return (struct iaa_filter){
        .op = desc->opcode == IAX_OPCODE_SELECT   ? IAA_SELECT
              : desc->opcode == IAX_OPCODE_EXPAND ? IAA_EXPAND
              : desc->opcode == IAX_OPCODE_SCAN   ? IAA_SCAN_IN
                                                  : IAA_EXTRACT,
        .parser = (enum iaa_parser)IAX_FILTER_PARSER(flags),
        .src1 = column->data + seeds->drop,
        .src1_size = column->size - seeds->drop,
        .src2 = iax_at(desc->src2_addr),
        .src2_size = iax_reads(desc) == IAX_READ_SECOND ? desc->src2_size : 0,
        .width = IAX_FILTER_WIDTH(flags),
        .elements = desc->num_inputs,
        .low = seeds->low,
        .high = seeds->high,
        .first_index = seeds->first_index,
        .src2_be = (flags & IAX_FILTER_SRC2_BE) != 0,
        .out_be = (flags & IAX_FILTER_OUT_BE) != 0,
        .invert = (flags & IAX_FILTER_INVERT) != 0,
        .force_array = (flags & IAX_FILTER_FORCE_ARRAY) != 0,
        .out_width = widths[IAX_FILTER_OUT_FORMAT(flags)],
        .out = iax_at(desc->dst_addr),
        .out_size = desc->max_dst_size,
    };
}

/* --- those that look at elements one by one --- */

struct bits {
    uint8_t *data;
    uint64_t count, most;
    bool be;
};

static bool bit_of(const uint8_t *data, uint64_t at, bool be)
{
    return (data[at / 8] >> (be ? 7 - at % 8 : at % 8) & 1) != 0;
}

static bool add_bit(struct bits *bits, bool value)
{
    uint64_t at = bits->count++;
    if (at >= bits->most) {
        return false;
    }
    bits->data[at / 8] = at % 8 == 0 ? 0 : bits->data[at / 8];
    bits->data[at / 8] |= (uint8_t)(value ? 1u << (bits->be ? 7 - at % 8 : at % 8) : 0);
    return true;
}

static uint32_t dropped(const struct iax_hw_desc *desc, uint32_t value, unsigned width)
{
    unsigned low = IAX_FILTER_DROP_LOW(desc->filter_flags), high = IAX_FILTER_DROP_HIGH(desc->filter_flags);
    unsigned left = low + high < width ? width - low - high : 0;
    return left == 0 ? 0 : (uint32_t)(value >> low & (((uint64_t)1 << left) - 1));
}

static unsigned kept_bits(const struct iax_hw_desc *desc, unsigned width)
{
    unsigned drop = IAX_FILTER_DROP_LOW(desc->filter_flags) + IAX_FILTER_DROP_HIGH(desc->filter_flags);
    return drop < width ? width - drop : 0;
}

/* A bit per element: is its value among those that the second source has set? */
static enum iaa_error member(const struct iax_hw_desc *desc, const struct iaa_filter *f, const uint32_t *values, struct bits *out)
{
    for (uint32_t i = 0; i < f->elements; i++) {
        uint32_t value = dropped(desc, values[i], f->width);
        if (value / 8 >= f->src2_size) {
            return IAA_SRC2_SHORT;
        }
        if (!add_bit(out, bit_of(f->src2, value, f->src2_be) != f->invert)) {
            return IAA_DST_SHORT;
        }
    }
    return IAA_OK;
}

/* A bit per value that an element can have. */
static enum iaa_error unique(const struct iax_hw_desc *desc, const struct iaa_filter *f, const uint32_t *values, struct bits *out)
{
    unsigned kept = kept_bits(desc, f->width);
    uint64_t count = (uint64_t)1 << kept;
    if (kept > 15 || count > out->most) {
        return IAA_DST_SHORT;
    }
    for (uint64_t i = 0; i < count; i++) {
        add_bit(out, f->invert);
    }
    for (uint32_t i = 0; i < f->elements; i++) {
        uint32_t value = dropped(desc, values[i], f->width);
        uint8_t bit = (uint8_t)(1u << (out->be ? 7 - value % 8 : value % 8)), *byte = &out->data[value / 8];
        *byte = f->invert ? (uint8_t)(*byte & ~bit) : (uint8_t)(*byte | bit);
    }
    return IAA_OK;
}

/* Bits of the second source, each as often as its element says; elements of 32 bits are where each run starts. */
static enum iaa_error burst(const struct iax_hw_desc *desc, const struct iaa_filter *f, const uint32_t *values, struct bits *out)
{
    bool sums = f->width == 32;
    (void)desc;
    for (uint32_t i = 0; i + (sums ? 1 : 0) < f->elements; i++) {
        uint32_t times = sums ? values[i + 1] - values[i] : values[i];
        if (i / 8 >= f->src2_size) {
            return IAA_SRC2_SHORT;
        }
        for (uint32_t n = 0; n < times; n++) {
            if (!add_bit(out, bit_of(f->src2, i, f->src2_be) != f->invert)) {
                return IAA_DST_SHORT;
            }
        }
    }
    return IAA_OK;
}

static void count_bits(struct iaa_filter *f, const struct bits *bits)
{
    f->min_first = UINT32_MAX;
    f->max_last = f->sum = 0;
    for (uint64_t i = 0; i < bits->count; i++) {
        if (bit_of(bits->data, i, bits->be)) {
            uint32_t at = f->first_index + (uint32_t)i;
            f->min_first = f->min_first == UINT32_MAX ? at : f->min_first;
            f->max_last = at;
            f->sum++;
        }
    }
    f->produced = (size_t)((bits->count + 7) / 8);
    f->last_bits = (unsigned)(bits->count & 7);
}

#define MOST_RUNS (1u << 26) /* elements of a run-length column, which a few bytes may claim to be any number */

/* Room is made for as many elements as the descriptor says: no more than the source can hold. */
static bool holds_elements(const struct iaa_filter *f)
{
    return f->parser == IAA_PRLE ? f->elements <= MOST_RUNS : (uint64_t)f->elements * f->width <= (uint64_t)f->src1_size * 8;
}

static enum iaa_error run_bits(const struct iax_hw_desc *desc, struct iaa_filter *f)
{
    if (!holds_elements(f)) {
        return IAA_SRC1_SMALL;
    }
    uint32_t *values = malloc(sizeof *values * (size_t)f->elements + 1);
    struct bits out = {f->out, 0, (uint64_t)f->out_size * 8, f->out_be};
    struct iaa_filter all = *f;
    if (values == NULL) {
        return IAA_DST_SHORT;
    }
    all.low = 0;
    all.high = UINT32_MAX;
    all.out_width = 32;
    all.force_array = true;
    all.out_be = all.invert = false;
    all.out = (uint8_t *)values;
    all.out_size = sizeof *values * (size_t)f->elements;
    enum iaa_error error = iaa_filter_run(&all);
    if (error == IAA_OK) {
        error = desc->opcode == IAX_OPCODE_SET_MEMBER    ? member(desc, f, values, &out)
                : desc->opcode == IAX_OPCODE_FIND_UNIQUE ? unique(desc, f, values, &out)
                                                         : burst(desc, f, values, &out);
    }
    free(values);
    if (error == IAA_OK) {
        count_bits(f, &out);
    }
    return error;
}

static bool by_element(unsigned opcode)
{
    return opcode == IAX_OPCODE_SET_MEMBER || opcode == IAX_OPCODE_FIND_UNIQUE || opcode == IAX_OPCODE_RLE_BURST;
}

static void give_results(const struct iax_hw_desc *desc, struct iax_completion_record *record, const struct iaa_filter *f,
                         const struct column *column, const struct iax_seeds *seeds)
{
    record->crc = iaa_crc32(seeds->crc, column->data, column->size, (desc->flags & IDXD_OP_FLAG_CRC_RFC3720) != 0);
    record->xor_csum = (uint16_t)iaa_xor(seeds->xor_sum, column->data, column->size);
    record->output_size = (uint32_t)f->produced;
    record->output_bits = (uint8_t)f->last_bits;
    record->min = f->min_first;
    record->max = f->max_last;
    record->sum = f->sum;
}

void iax_filter(const struct iax_hw_desc *desc, struct iax_completion_record *record)
{
    struct iax_seeds seeds = iax_seeds(iax_aecs_read(desc, IAX_AECS_FILTER));
    struct column column;
    bool good = column_of(desc, record, seeds.drop, &column);
    if (good && seeds.drop > column.size) {
        iax_fail(record, IAA_SRC1_SMALL);
        good = false;
    }
    if (good) {
        struct iaa_filter f = filter_of(desc, &seeds, &column);
        enum iaa_error error = by_element(desc->opcode) ? run_bits(desc, &f) : iaa_filter_run(&f);
        if (error == IAA_OK) {
            give_results(desc, record, &f, &column, &seeds);
        } else {
            iax_fail(record, error);
        }
    }
    free(column.owned);
}
