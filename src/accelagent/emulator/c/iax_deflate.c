/* Compression as a descriptor asks for it: the codes and the bits before come in the AECS; headers are the program's. */
#include <stdlib.h>
#include <string.h>

#include "iax.h"

#define OUTPUT_BITS 0x1c
#define OUTPUT 0x20
#define OUTPUT_BYTES 256
#define CODES_LL 0x120
#define CODES_D 0x5a0
#define STATISTICS_D 0x480 /* among the counts that are put out */
#define STATISTICS 0x500

struct stream {
    uint8_t *out;
    size_t size, used;
    uint64_t hold;
    unsigned bits;
    bool be, full;
};

static uint32_t word(const uint8_t *data, size_t at)
{
    uint32_t value;
    memcpy(&value, data + at, sizeof value);
    return value;
}

/* --- bits out --- */

static void put_unit(struct stream *s, uint32_t value, unsigned bytes)
{
    if (s->used + bytes > s->size) {
        s->full = true;
        return;
    }
    for (unsigned i = 0; i < bytes; i++) {
        s->out[s->used++] = (uint8_t)(value >> (8 * i));
    }
}

static uint32_t turned(uint32_t value)
{
    uint32_t out = 0;
    for (int bit = 0; bit < 16; bit++) {
        out = out << 1 | (value >> bit & 1);
    }
    return out;
}

static void put(struct stream *s, uint32_t value, unsigned count)
{
    unsigned unit = s->be ? 16 : 8;
    s->hold |= (uint64_t)value << s->bits;
    for (s->bits += count; s->bits >= unit; s->bits -= unit) {
        put_unit(s, s->be ? turned((uint32_t)s->hold & 0xffff) : (uint32_t)s->hold & 0xff, unit / 8);
        s->hold >>= unit;
    }
}

static void pad(struct stream *s)
{
    unsigned unit = s->be ? 16 : 8;
    if (s->bits > 0) {
        put(s, 0, unit - s->bits);
    }
}

/* --- what the AECS brings --- */

static void take_bits(struct stream *s, const uint8_t *aecs)
{
    uint32_t count = word(aecs, OUTPUT_BITS);
    count = count < OUTPUT_BYTES * 8 ? count : OUTPUT_BYTES * 8;
    for (uint32_t at = 0; at < count; at += 8) {
        unsigned n = count - at < 8 ? count - at : 8;
        put(s, aecs[OUTPUT + at / 8] & ((1u << n) - 1), n);
    }
}

static struct iaa_code code_of(uint32_t entry)
{
    unsigned length = entry >> 15 & 15, code = entry & 0x7fff, bits = 0;
    for (unsigned i = 0; i < length; i++) {
        bits = bits << 1 | (code >> i & 1);
    }
    return (struct iaa_code){(uint16_t)bits, (uint8_t)length};
}

static void take_codes(struct iaa_codes *codes, const uint8_t *aecs)
{
    memset(codes, 0, sizeof *codes);
    for (unsigned i = 0; aecs != NULL && i < IAA_LL; i++) {
        codes->ll[i] = code_of(word(aecs, CODES_LL + 4 * i));
    }
    for (unsigned i = 0; aecs != NULL && i < IAA_D; i++) {
        codes->d[i] = code_of(word(aecs, CODES_D + 4 * i));
    }
}

static void leave(const struct iax_hw_desc *desc, const struct stream *s, uint32_t crc, uint32_t xor_sum)
{
    uint8_t *aecs = iax_aecs_written(desc);
    uint32_t bits = s->bits;
    if (aecs == NULL || desc->src2_size < CODES_LL) {
        return;
    }
    memcpy(aecs, &crc, sizeof crc);
    memcpy(aecs + 4, &xor_sum, sizeof xor_sum);
    memcpy(aecs + OUTPUT_BITS, &bits, sizeof bits);
    memset(aecs + OUTPUT, 0, OUTPUT_BYTES);
    memcpy(aecs + OUTPUT, &s->hold, sizeof s->hold);
}

/* --- tokens --- */

struct emitter {
    struct stream *s;
    struct iaa_codes codes;
    bool no_code;
};

static void put_code(struct emitter *e, struct iaa_code code)
{
    e->no_code |= code.length == 0;
    put(e->s, code.bits, code.length);
}

static void emit_literal(void *to, uint8_t byte)
{
    struct emitter *e = to;
    put_code(e, e->codes.ll[byte]);
}

static void emit_match(void *to, unsigned length, unsigned distance)
{
    struct emitter *e = to;
    unsigned extra, value, symbol = iaa_length_symbol(length, &extra, &value);
    put_code(e, e->codes.ll[symbol]);
    put(e->s, value, extra);
    symbol = iaa_distance_symbol(distance, &extra, &value);
    put_code(e, e->codes.d[symbol]);
    put(e->s, value, extra);
}

static struct iaa_input input_of(const struct iax_hw_desc *desc)
{
    unsigned index = IAX_COMP_INDEX(desc->compr_flags);
    return (struct iaa_input){
        .data = iax_at(desc->src1_addr),
        .end = desc->src1_size,
        .mini = index > 0 ? 256u << index : 0,
        .literals = (desc->compr_flags & IAX_COMP_LITERALS) != 0,
    };
}

static void end_stream(struct emitter *e, unsigned how)
{
    if (how > 0) {
        put_code(e, e->codes.ll[IAA_EOB]);
    }
    if (how > 1) { /* an empty stored block, the last one of the stream or not */
        put(e->s, how == 3, 3);
        pad(e->s);
        put(e->s, 0, 16);
        put(e->s, 0xffff, 16);
    }
}

/* --- operations --- */

static void sum_up(const struct iax_hw_desc *desc, struct iax_completion_record *record, struct iax_seeds seeds)
{
    const uint8_t *data = iax_at(desc->src1_addr);
    record->crc = iaa_crc32(seeds.crc, data, desc->src1_size, (desc->flags & IDXD_OP_FLAG_CRC_RFC3720) != 0);
    record->xor_csum = (uint16_t)iaa_xor(seeds.xor_sum, data, desc->src1_size);
}

/* Counts of symbols instead of a stream; the end of the block counts once. */
static void statistics(const struct iax_hw_desc *desc, struct iax_completion_record *record)
{
    uint32_t ll[IAA_LL] = {0}, d[IAA_D] = {0};
    uint8_t *out = iax_at(desc->dst_addr);
    struct iaa_input input = input_of(desc);
    if (desc->max_dst_size < STATISTICS) {
        iax_fail(record, IAA_DST_SHORT);
        return;
    }
    iaa_histogram(&input, ll, d);
    ll[IAA_EOB] = 1;
    memset(out, 0, STATISTICS);
    memcpy(out, ll, sizeof ll);
    memcpy(out + STATISTICS_D, d, sizeof d);
    sum_up(desc, record, (struct iax_seeds){0});
    record->output_size = STATISTICS;
    record->bytes_completed = desc->src1_size;
}

/* No code is longer than 15 bits: more than twice the source and the bits before it never comes out. */
static size_t room_of(const struct iax_hw_desc *desc)
{
    uint64_t most = 2 * (uint64_t)desc->src1_size + 2 * OUTPUT_BYTES;
    unsigned served = 0;
    return emu_accessible(desc->dst_addr, most < desc->max_dst_size ? most : desc->max_dst_size, true, true, &served);
}

void iax_deflate(const struct iax_hw_desc *desc, struct iax_completion_record *record)
{
    const uint8_t *aecs = iax_aecs_read(desc, IAX_AECS_COMPRESS);
    struct stream s = {.out = iax_at(desc->dst_addr), .size = room_of(desc), .be = (desc->compr_flags & IAX_COMP_BE) != 0};
    struct emitter e = {.s = &s};
    if ((desc->compr_flags & IAX_COMP_STATISTICS) != 0) {
        statistics(desc, record);
        return;
    }
    take_codes(&e.codes, aecs);
    if (aecs != NULL) {
        take_bits(&s, aecs);
    }
    struct iaa_input input = input_of(desc);
    iaa_tokens(&input, &(struct iaa_sink){&e, emit_literal, emit_match, NULL});
    end_stream(&e, IAX_COMP_END(desc->compr_flags));
    unsigned last = s.bits;
    if ((desc->compr_flags & IAX_COMP_FLUSH) != 0) {
        pad(&s);
    }
    if (e.no_code || s.full) {
        iax_fail(record, e.no_code ? IAA_NO_CODE : IAA_DST_SHORT);
        return;
    }
    sum_up(desc, record, iax_seeds(aecs));
    record->output_size = (uint32_t)s.used;
    record->output_bits = (uint8_t)last;
    record->bytes_completed = desc->src1_size;
    leave(desc, &s, record->crc, record->xor_csum);
}

/* --- words that are zero: a bit each in front of 128 bytes' worth of others --- */

#define GROUP 128

static unsigned word_bytes(unsigned opcode)
{
    return opcode == IAX_OPCODE_ZERO_COMP_32 || opcode == IAX_OPCODE_ZERO_DECOMP_32   ? 4
           : opcode == IAX_OPCODE_ZERO_COMP_16 || opcode == IAX_OPCODE_ZERO_DECOMP_16 ? 2
                                                                                      : 1;
}

void iax_zero_compress(const struct iax_hw_desc *desc, struct iax_completion_record *record)
{
    static const uint8_t zero[4];
    const uint8_t *data = iax_at(desc->src1_addr);
    uint8_t *out = iax_at(desc->dst_addr);
    unsigned bytes = word_bytes(desc->opcode), tags = GROUP / bytes / 8;
    size_t used = 0;
    for (size_t at = 0; at < desc->src1_size; at += GROUP) {
        size_t left = desc->src1_size - at, piece = left < GROUP ? left : GROUP, words = piece / bytes, tag = used;
        if (used + tags + piece > desc->max_dst_size) {
            iax_fail(record, IAA_DST_SHORT);
            return;
        }
        memset(out + tag, 0xff, tags);
        used += tags;
        for (size_t i = 0; i < GROUP / bytes; i++) {
            bool none = i < words ? memcmp(data + at + i * bytes, zero, bytes) == 0 : piece == GROUP;
            out[tag + i / 8] &= (uint8_t) ~(none ? 1u << (i % 8) : 0u);
            if (i < words && !none) {
                memcpy(out + used, data + at + i * bytes, bytes);
                used += bytes;
            }
        }
    }
    sum_up(desc, record, iax_seeds(iax_aecs_read(desc, IAX_AECS_FILTER)));
    record->output_size = (uint32_t)used;
    record->bytes_completed = desc->src1_size;
}

/* The last group ends where the input does. */
void iax_zero_decompress(const struct iax_hw_desc *desc, struct iax_completion_record *record)
{
    const uint8_t *data = iax_at(desc->src1_addr);
    uint8_t *out = iax_at(desc->dst_addr);
    unsigned bytes = word_bytes(desc->opcode), tags = GROUP / bytes / 8;
    size_t used = 0, made = 0;
    while (used < desc->src1_size) {
        const uint8_t *tag = data + used;
        used += tags;
        for (size_t i = 0; i < GROUP / bytes && used <= desc->src1_size; i++) {
            bool there = (tag[i / 8] >> (i % 8) & 1) != 0;
            if (there && used + bytes > desc->src1_size) {
                break;
            }
            if (made + bytes > desc->max_dst_size) {
                iax_fail(record, IAA_DST_SHORT);
                return;
            }
            memset(out + made, 0, bytes);
            memcpy(out + made, data + used, there ? bytes : 0);
            used += there ? bytes : 0;
            made += bytes;
        }
        if (used > desc->src1_size) {
            iax_fail(record, (enum iaa_error)34); /* it ends within the bits of a group */
            return;
        }
    }
    record->crc = iaa_crc32(0, out, made, (desc->flags & IDXD_OP_FLAG_CRC_RFC3720) != 0);
    record->xor_csum = (uint16_t)iaa_xor(0, out, made);
    record->output_size = (uint32_t)made;
    record->bytes_completed = desc->src1_size;
}
