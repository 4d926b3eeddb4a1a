/* Scan, extract, select, expand: elements in, elements or bits out, aggregates on the way. */
#include <string.h>

#include "iaa_filter.h"

/* --- elements of a source --- */

struct reader {
    const uint8_t *data;
    size_t size;
    uint64_t bit;
    unsigned width;
    bool be, prle;
    uint32_t left, value;   /* of the current PRLE run */
    bool packed, malformed;
};

static bool packed_next(struct reader *r, uint32_t *value)
{
    uint32_t out = 0;
    if (r->bit + r->width > (uint64_t)r->size * 8) {
        return false;
    }
    for (unsigned i = 0; i < r->width;) {
        unsigned at = (unsigned)(r->bit & 7), take = 8 - at < r->width - i ? 8 - at : r->width - i;
        unsigned byte = r->data[r->bit >> 3];
        if (r->be) {
            out = (take < 32 ? out << take : 0) | (byte >> (8 - at - take) & ((1u << take) - 1));
        } else {
            out |= (byte >> at & ((1u << take) - 1)) << i;
        }
        i += take;
        r->bit += take;
    }
    *value = out;
    return true;
}

/* At most four bytes of seven bits. */
static bool varint(struct reader *r, uint32_t *value)
{
    *value = 0;
    for (unsigned i = 0; i < 4; i++) {
        if (r->bit / 8 >= r->size) {
            return false;
        }
        uint8_t byte = r->data[r->bit / 8];
        r->bit += 8;
        *value |= (uint32_t)(byte & 0x7f) << (7 * i);
        if ((byte & 0x80) == 0) {
            return true;
        }
    }
    return false;
}

static bool next_run(struct reader *r)
{
    uint32_t header, bytes = (r->width + 7) / 8;
    r->bit = (r->bit + 7) / 8 * 8;
    r->malformed = r->bit / 8 < r->size; /* unless it is all there */
    if (!varint(r, &header) || header < 2) {
        return false;
    }
    r->packed = header & 1;
    r->left = r->packed ? (header >> 1) * 8 : header >> 1;
    r->value = 0;
    for (uint32_t i = 0; !r->packed && i < bytes; i++) {
        if (r->bit / 8 >= r->size) {
            return false;
        }
        r->value |= (uint32_t)r->data[r->bit / 8] << (8 * i);
        r->bit += 8;
    }
    r->malformed = false;
    return true;
}

static bool next(struct reader *r, uint32_t *value)
{
    if (!r->prle) {
        return packed_next(r, value);
    }
    if (r->left == 0 && !next_run(r)) {
        return false;
    }
    r->left--;
    *value = r->value;
    r->malformed = r->packed && !packed_next(r, value);
    return !r->malformed;
}

/* --- what comes out --- */

struct writer {
    struct iaa_filter *filter;
    unsigned width;         /* of an element before any change of format */
    bool bits;              /* it is a bit vector */
    uint64_t bit;
    uint32_t count;
    enum iaa_error error;
};

static bool put_bits(struct writer *w, uint32_t value, unsigned width)
{
    struct iaa_filter *f = w->filter;
    if (w->bit + width > (uint64_t)f->out_size * 8) {
        w->error = IAA_DST_SHORT;
        return false;
    }
    for (unsigned i = 0; i < width;) {
        unsigned at = (unsigned)(w->bit & 7), take = 8 - at < width - i ? 8 - at : width - i;
        uint8_t *byte = &f->out[w->bit >> 3], mask = (uint8_t)((1u << take) - 1);
        *byte = at == 0 ? 0 : *byte;
        if (f->out_be) {
            *byte |= (uint8_t)((value >> (width - i - take) & mask) << (8 - at - take));
        } else {
            *byte |= (uint8_t)((value >> i & mask) << at);
        }
        i += take;
        w->bit += take;
    }
    return true;
}

static void sum_up(struct writer *w, uint32_t value, uint32_t index)
{
    struct iaa_filter *f = w->filter;
    uint32_t of = w->bits ? index : value;
    if (w->bits && value == 0) {
        return;
    }
    f->min_first = of < f->min_first ? of : f->min_first;
    f->max_last = of > f->max_last ? of : f->max_last;
    f->sum += w->bits ? 1 : value;
}

static bool put(struct writer *w, uint32_t value)
{
    struct iaa_filter *f = w->filter;
    uint32_t index = f->first_index + w->count++;
    value ^= w->bits && f->invert;
    sum_up(w, value, index);
    if (f->out_width == 0) {
        return put_bits(w, value, w->width);
    }
    if (!w->bits || f->force_array) {
        return put_bits(w, value, f->out_width);
    }
    if (value != 0 && f->out_width < 32 && index >> f->out_width != 0) {
        w->error = IAA_OUTPUT_OVERFLOW;
        return false;
    }
    return value == 0 || put_bits(w, index, f->out_width);
}

/* --- operations --- */

static bool matches(const struct iaa_filter *f, uint32_t x, uint32_t low, uint32_t high)
{
    switch (f->op) {
    case IAA_SCAN_EQ: return x == low;
    case IAA_SCAN_NE: return x != low;
    case IAA_SCAN_LT: return x < low;
    case IAA_SCAN_LE: return x <= low;
    case IAA_SCAN_GT: return x > low;
    case IAA_SCAN_GE: return x >= low;
    case IAA_SCAN_IN: return x >= low && x <= high;
    default: return x < low || x > high;
    }
}

static enum iaa_error expand(struct iaa_filter *f, struct reader *source, struct reader *mask, struct writer *w)
{
    uint32_t bit, value;
    for (uint32_t i = 0; i < f->elements; i++) {
        if (!next(mask, &bit)) {
            return IAA_SRC2_SHORT;
        }
        value = 0;
        if (bit != 0 && !next(source, &value)) {
            return source->malformed ? IAA_PRLE_FORMAT : IAA_SRC_SHORT;
        }
        if (!put(w, value)) {
            return w->error;
        }
    }
    return IAA_OK;
}

static enum iaa_error pick(struct iaa_filter *f, struct reader *source, struct reader *mask, struct writer *w)
{
    uint32_t most = source->width == 32 ? UINT32_MAX : (1u << source->width) - 1, low = f->low & most, high = f->high & most;
    uint32_t value, bit = 1;
    for (uint32_t i = 0; i < f->elements; i++) {
        if (f->op == IAA_EXTRACT && i > f->high && !source->prle) { /* runs are followed to their end */
            break;
        }
        if (!next(source, &value)) {
            return source->malformed ? IAA_PRLE_FORMAT : IAA_SRC_SHORT;
        }
        if (f->op == IAA_SELECT && !next(mask, &bit)) {
            return IAA_SRC2_SHORT;
        }
        bool wanted = f->op == IAA_EXTRACT ? i >= f->low && i <= f->high : f->op == IAA_SELECT ? bit != 0 : true;
        value = f->op >= IAA_SCAN_EQ ? matches(f, value, low, high) : value;
        if (wanted && !put(w, value)) {
            return w->error;
        }
    }
    return IAA_OK;
}

enum iaa_error iaa_filter_run(struct iaa_filter *f)
{
    struct reader source = {.data = f->src1, .size = f->src1_size, .width = f->width, .be = f->parser == IAA_BE_PACKED};
    struct reader mask = {.data = f->src2, .size = f->src2_size, .width = 1, .be = f->src2_be};
    if (f->parser == IAA_PRLE) {
        if (f->src1_size == 0 || f->src1[0] == 0 || f->src1[0] > 32) {
            return IAA_BIT_WIDTH;
        }
        source.prle = true;
        source.width = f->src1[0];
        source.bit = 8;
    }
    struct writer w = {.filter = f, .width = f->op >= IAA_SCAN_EQ ? 1 : source.width};
    w.bits = w.width == 1;
    f->min_first = UINT32_MAX;
    f->max_last = f->sum = 0;
    enum iaa_error error = f->op == IAA_EXPAND ? expand(f, &source, &mask, &w) : pick(f, &source, &mask, &w);
    f->produced = (size_t)((w.bit + 7) / 8);
    f->last_bits = (unsigned)(w.bit & 7);
    return error;
}
