/* The engine's configuration and state in memory, of the decompressor and the filters. The device's own fields are kept
   where programs set or read them; what only the device reads lies where its tables of codes are. */
#include <string.h>

#include "iax.h"

#define OUTPUT_BITS 0xb0       /* bit 0 says which of two forms the codes have */
#define INDEX_BIT 0xb4
#define INPUT_DATA 0xb8        /* 32 words of 64 bits … */
#define INPUT_BITS 0x1b8       /* … and how many bits of each count */
#define INPUT_WORDS 32
#define FORM_2 0x1dd
#define COUNTS 0x1f4           /* codes of each length, packed */
#define FIRST_CODES 0x208
#define OWN 0x230              /* 248 bytes: the device's tables for longer symbols */
#define SYMBOLS 0x328          /* form 1: literals by length of their code */
#define LENGTHS_1 0x340        /* form 2: lengths of codes by symbol … */
#define LENGTHS_1_BYTES 224
#define STATE 0x434
#define UNREAD 0x436           /* a program that starts anew clears it */
#define LENGTHS_2 0x440        /* … in two pieces */
#define HISTORY_AT 0x4e4
#define HISTORY 0x4e8
#define OVERFLOWED 0x8000u

#define STATE_TOKEN 0
#define STATE_BLOCK 1
#define STATE_STORED 2
#define STATE_FINAL 4
#define STATE_ENDED 8
#define UNUSED 257 /* symbols from there on mean nothing where codes are of literals only */
#define UNUSED_END 288
#define MAGIC 0x61636331u
#define MARK 0x5a5au

struct own {
    uint32_t magic;
    uint8_t phase, final, after_eob, after_final, literals;
    uint16_t stored, match, distance, at, ll_count;
    uint8_t d_count, cl_count;
    uint8_t lengths[160], cl[10]; /* four bits each */
};

_Static_assert(sizeof(struct own) <= SYMBOLS - OWN, "the state has its place among the device's tables");

static uint32_t word(const uint8_t *aecs, size_t at)
{
    uint32_t value;
    memcpy(&value, aecs + at, sizeof value);
    return value;
}

static void set_word(uint8_t *aecs, size_t at, uint32_t value)
{
    memcpy(aecs + at, &value, sizeof value);
}

/* --- which half --- */

const uint8_t *iax_aecs_read(const struct iax_hw_desc *desc, size_t least)
{
    if (iax_reads(desc) != IAX_READ_AECS || desc->src2_size < least) {
        return NULL;
    }
    const uint8_t *first = iax_at(desc->src2_addr);
    return (desc->flags & IAX_FLAG_AECS_SELECT) != 0 ? first + desc->src2_size : first;
}

uint8_t *iax_aecs_written(const struct iax_hw_desc *desc)
{
    uint8_t *first = iax_at(desc->src2_addr);
    if (iax_writes(desc) == IAX_WRITE_NONE) {
        return NULL;
    }
    return (desc->flags & IAX_FLAG_AECS_SELECT) != 0 ? first : first + desc->src2_size;
}

struct iax_seeds iax_seeds(const uint8_t *aecs)
{
    struct iax_seeds seeds = {0};
    if (aecs != NULL) {
        memcpy(&seeds, aecs, sizeof seeds);
    }
    return seeds;
}

/* --- bits that wait --- */

/* One word of them after what is there, as far as it has room. */
bool iax_more_bits(const uint8_t *aecs, size_t size, unsigned *at, struct iaa_inflate *state)
{
    if (aecs == NULL || size < IAX_AECS_NO_HISTORY || *at >= INPUT_WORDS * 8) {
        return false;
    }
    unsigned entry = *at / 8, byte = *at % 8, bits = aecs[INPUT_BITS + entry];
    if (byte * 8 >= bits) {
        *at = (entry + 1) * 8;
        return entry + 1 < INPUT_WORDS && aecs[INPUT_BITS + entry + 1] > 0 && iax_more_bits(aecs, size, at, state);
    }
    unsigned count = bits - byte * 8 < 8 ? bits - byte * 8 : 8;
    uint64_t value = aecs[INPUT_DATA + *at] & ((1u << count) - 1);
    state->hold |= value << state->bits;
    state->bits += count;
    ++*at;
    return true;
}

uint32_t iax_first_bit(const uint8_t *aecs, size_t size)
{
    return aecs != NULL && size >= IAX_AECS_NO_HISTORY ? word(aecs, INDEX_BIT) : 0;
}

/* --- codes that a program gives: literals only --- */

static unsigned bits_at(const uint8_t *data, unsigned at, unsigned count)
{
    unsigned value = 0;
    for (unsigned i = 0; i < count; i++) {
        value |= (unsigned)(data[(at + i) / 8] >> ((at + i) % 8) & 1) << i;
    }
    return value;
}

/* A number per length of code, packed: that of length n in n + 1 bits. */
static unsigned by_length(const uint8_t *aecs, size_t at, unsigned length)
{
    static const uint8_t start[16] = {0, 0, 2, 5, 9, 14, 20, 32, 40, 49, 64, 75, 96, 109, 128, 143};
    return bits_at(aecs + at, start[length], length + 1);
}

/* Form 1: how many codes each length has, then the symbols in the order of their codes. */
static void lengths_by_count(const uint8_t *aecs, uint8_t *lengths)
{
    unsigned symbol = 0;
    for (unsigned length = 1; length <= IAA_LONGEST; length++) {
        unsigned count = by_length(aecs, COUNTS, length);
        for (unsigned i = 0; i < count && symbol < 256; i++) {
            lengths[aecs[SYMBOLS + symbol++]] = (uint8_t)length;
        }
    }
}

/* Where the codes of a length start is given too. Codes that symbols beyond the literals have leave gaps, which
   symbols that nobody uses fill here. */
static bool fill_gaps(const uint8_t *aecs, uint8_t *lengths)
{
    unsigned next = 0, at = 0, spare = UNUSED;
    for (unsigned length = 1; length <= IAA_LONGEST; length++) {
        unsigned count = by_length(aecs, COUNTS, length), first = by_length(aecs, FIRST_CODES, length);
        if (count == 0) {
            continue;
        }
        for (unsigned shorter = at > 0 ? at : 1; shorter < length; shorter++) {
            unsigned here = next << (shorter - at), gap = (first >> (length - shorter)) - here;
            if (first >> (length - shorter) < here || gap > UNUSED_END - spare) {
                return false;
            }
            memset(lengths + spare, (int)shorter, gap);
            spare += gap;
            next = here + gap;
            at = shorter;
        }
        if (next << (length - at) != first) {
            return false;
        }
        next = first + count;
        at = length;
    }
    return true;
}

/* Form 2: per symbol its length and which of that length it is, in as many bits as that can need. */
static void lengths_by_symbol(const uint8_t *aecs, uint8_t *lengths)
{
    uint8_t packed[LENGTHS_1_BYTES + 144];
    memcpy(packed, aecs + LENGTHS_1, LENGTHS_1_BYTES);
    memcpy(packed + LENGTHS_1_BYTES, aecs + LENGTHS_2, 144);
    for (unsigned symbol = 0, at = 0; symbol < 256; symbol++) {
        unsigned order = 0;
        while (symbol >> order != 0) {
            order++;
        }
        lengths[symbol] = (uint8_t)bits_at(packed, at, 4);
        at += 4 + order;
    }
}

static bool use_literals(struct iaa_inflate *state)
{
    state->phase = IAA_AT_TOKEN;
    state->bare = state->literals_only = true;
    return iaa_lookup_make(&state->ll, state->lengths, UNUSED_END) >= 0;
}

static bool load_given_codes(struct iaa_inflate *state, const uint8_t *aecs)
{
    memset(state->lengths, 0, sizeof state->lengths);
    if ((aecs[FORM_2] & 1) != 0 || (aecs[OUTPUT_BITS] & 1) != 0) {
        lengths_by_symbol(aecs, state->lengths);
    } else {
        lengths_by_count(aecs, state->lengths);
    }
    return fill_gaps(aecs, state->lengths) && use_literals(state);
}

/* --- what the device left --- */

static void pack(uint8_t *out, const uint8_t *values, unsigned count)
{
    for (unsigned i = 0; i < count; i += 2) {
        out[i / 2] = (uint8_t)((values[i] & 15) | (i + 1 < count ? values[i + 1] << 4 : 0));
    }
}

static void unpack(const uint8_t *in, uint8_t *values, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        values[i] = in[i / 2] >> (i % 2 * 4) & 15;
    }
}

static unsigned state_of(const struct iaa_inflate *state)
{
    switch (state->phase) {
    case IAA_IN_STORED: return STATE_STORED | (state->final ? STATE_FINAL : 0);
    case IAA_AT_TOKEN:
    case IAA_IN_MATCH: return STATE_TOKEN | (state->final ? STATE_FINAL : 0);
    case IAA_AT_END: return STATE_ENDED;
    default: return STATE_BLOCK;
    }
}

static bool load_codes(struct iaa_inflate *state)
{
    unsigned all = state->ll_count + state->d_count;
    if (state->ll_count < 257 || state->d_count < 1 || all > sizeof state->lengths) {
        return false;
    }
    return iaa_lookup_make(&state->ll, state->lengths, state->ll_count) == 0 &&
           iaa_lookup_make(&state->d, state->lengths + state->ll_count, state->d_count) == 0;
}

static bool load_own(struct iaa_inflate *state, const struct own *own)
{
    uint8_t cl[20] = {0};
    if (own->phase > IAA_AT_END) {
        return false;
    }
    state->phase = (enum iaa_phase)own->phase;
    state->final = own->final != 0;
    state->after_eob = own->after_eob != 0;
    state->after_final = own->after_final != 0;
    state->stored = own->stored;
    state->match = own->match;
    state->distance = own->distance;
    state->at = own->at;
    state->ll_count = own->ll_count;
    state->d_count = own->d_count;
    state->cl_count = own->cl_count;
    unpack(own->lengths, state->lengths, sizeof state->lengths);
    unpack(own->cl, cl, 19);
    if (own->literals != 0) {
        return use_literals(state);
    }
    bool in_lengths = state->phase == IAA_AT_LENGTHS, in_codes = state->phase == IAA_AT_TOKEN || state->phase == IAA_IN_MATCH;
    bool placed = state->ll_count + state->d_count <= sizeof state->lengths && state->at <= sizeof state->lengths &&
                  state->distance <= state->total && (state->phase != IAA_IN_MATCH || state->distance > 0);
    return placed && (!in_lengths || iaa_lookup_make(&state->cl, cl, 19) == 0) && (!in_codes || load_codes(state));
}

static void load_history(struct iaa_inflate *state, const uint8_t *aecs)
{
    unsigned at = word(aecs, HISTORY_AT) & 0xffff, used = at & (OVERFLOWED - 1);
    if ((at & OVERFLOWED) != 0) {
        used %= IAA_HISTORY;
        iaa_inflate_history(state, aecs + HISTORY + used, IAA_HISTORY - used);
    }
    iaa_inflate_history(state, aecs + HISTORY, used < IAA_HISTORY ? used : IAA_HISTORY);
}

/* A program may have set the state itself: then that is what counts. */
bool iax_load(struct iaa_inflate *state, const uint8_t *aecs, size_t size)
{
    struct own own;
    iaa_inflate_begin(state, IAA_HISTORY);
    if (aecs == NULL || size < IAX_AECS_NO_HISTORY) {
        return true;
    }
    if (size >= IAX_AECS_DECOMPRESS) {
        load_history(state, aecs);
    }
    unsigned wanted = aecs[STATE] & 15;
    memcpy(&own, aecs + OWN, sizeof own);
    bool left = own.magic == MAGIC;
    if (left && !load_own(state, &own)) {
        return false;
    }
    if (left && wanted == STATE_BLOCK && (state_of(state) != STATE_BLOCK || word(aecs, STATE) >> 16 != MARK)) {
        state->phase = IAA_AT_BLOCK;
        return true;
    }
    if (left && (state_of(state) & ~(unsigned)STATE_FINAL) == (wanted & ~(unsigned)STATE_FINAL)) {
        state->final = (wanted & STATE_FINAL) != 0 || (state->final && wanted == STATE_BLOCK);
        return true;
    }
    switch (wanted & ~(unsigned)STATE_FINAL) {
    case STATE_BLOCK: return true;
    case STATE_ENDED: state->phase = IAA_AT_END; return true;
    case STATE_TOKEN: return load_given_codes(state, aecs);
    default: return false;
    }
}

static void save_history(const struct iaa_inflate *state, uint8_t *aecs)
{
    size_t size = state->total < IAA_HISTORY ? (size_t)state->total : IAA_HISTORY;
    for (size_t i = 0; i < size; i++) {
        aecs[HISTORY + i] = state->window[(state->total - size + i) % IAA_WINDOW];
    }
    set_word(aecs, HISTORY_AT, size == IAA_HISTORY ? OVERFLOWED : (uint32_t)size);
}

void iax_save(const struct iaa_inflate *state, uint8_t *aecs, size_t size, uint32_t crc, uint32_t xor_sum,
              uint32_t bit)
{
    struct own own = {
        .magic = MAGIC,
        .phase = (uint8_t)state->phase,
        .final = state->final,
        .after_eob = state->after_eob,
        .after_final = state->after_final,
        .literals = state->literals_only,
        .stored = (uint16_t)state->stored,
        .match = (uint16_t)state->match,
        .distance = (uint16_t)state->distance,
        .at = (uint16_t)state->at,
        .ll_count = (uint16_t)state->ll_count,
        .d_count = (uint8_t)state->d_count,
        .cl_count = (uint8_t)state->cl_count,
    };
    if (size >= IAX_AECS_FILTER) {
        set_word(aecs, 0, crc);
        set_word(aecs, 4, xor_sum);
    }
    if (size < IAX_AECS_NO_HISTORY) {
        return;
    }
    set_word(aecs, INDEX_BIT, bit);
    pack(own.lengths, state->lengths, sizeof state->lengths);
    pack(own.cl, state->cl_lengths, 19);
    memcpy(aecs + OWN, &own, sizeof own);
    set_word(aecs, STATE, state_of(state) | MARK << 16);
    memset(aecs + INPUT_BITS, 0, INPUT_WORDS);
    memcpy(aecs + INPUT_DATA, &state->hold, sizeof state->hold);
    aecs[INPUT_BITS] = (uint8_t)state->bits;
    if (size >= IAX_AECS_DECOMPRESS) {
        save_history(state, aecs);
    }
}
