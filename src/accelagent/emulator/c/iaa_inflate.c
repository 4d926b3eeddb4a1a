/* Deflate decoder that can stop and go on anywhere: between requests, at a full output, at the end of a block. */
#include <string.h>

#include "iaa_codec.h"

#define CHUNK_END(chunk) ((chunk)->in_used == (chunk)->in_size)

void iaa_inflate_begin(struct iaa_inflate *state, uint32_t limit)
{
    memset(state, 0, offsetof(struct iaa_inflate, window));
    state->limit = limit;
}

static void keep(struct iaa_inflate *state, const uint8_t *data, size_t size)
{
    size_t skip = size > IAA_WINDOW ? size - IAA_WINDOW : 0;
    for (size_t i = skip; i < size;) {
        size_t at = (state->total + i) % IAA_WINDOW, room = IAA_WINDOW - at;
        size_t n = size - i < room ? size - i : room;
        memcpy(state->window + at, data + i, n);
        i += n;
    }
    state->total += size;
}

void iaa_inflate_history(struct iaa_inflate *state, const uint8_t *data, size_t size)
{
    keep(state, data, size);
}

bool iaa_inflate_codes(struct iaa_inflate *state, const struct iaa_codes *codes, bool literals_only)
{
    uint8_t lengths[IAA_LL];
    for (unsigned i = 0; i < IAA_LL; i++) {
        lengths[i] = codes->ll[i].length;
    }
    int made = iaa_lookup_make(&state->ll, lengths, literals_only ? 256 : IAA_LL);
    bool good = made == 0 || (made > 0 && literals_only); /* given codes may have room for an end of block */
    for (unsigned i = 0; i < IAA_D; i++) {
        lengths[i] = codes->d[i].length;
    }
    good = good && iaa_lookup_make(&state->d, lengths, IAA_D) == 0;
    state->phase = IAA_AT_TOKEN;
    state->bare = true;
    state->literals_only = literals_only;
    return good;
}

/* --- bits --- */

static unsigned turned(unsigned word)
{
    unsigned out = 0;
    for (int bit = 0; bit < 16; bit++) {
        out = out << 1 | (word >> bit & 1);
    }
    return out;
}

static void refill(struct iaa_inflate *s, struct iaa_chunk *c)
{
    while (s->bits <= 40 && !CHUNK_END(c)) {
        unsigned step = s->be16 && c->in_size - c->in_used > 1 ? 2 : 1;
        unsigned value = c->in[c->in_used], count = 8 * step;
        if (step == 2) {
            value = turned(value | (unsigned)c->in[c->in_used + 1] << 8);
        }
        c->in_used += step;
        if (CHUNK_END(c)) {
            unsigned drop = s->ignore_end < count ? s->ignore_end : count;
            count -= drop;
            value &= (1u << count) - 1;
        }
        s->hold |= (uint64_t)value << s->bits;
        s->bits += count;
    }
}

static void drop(struct iaa_inflate *s, unsigned count)
{
    s->hold >>= count;
    s->bits -= count;
}

/* Whole bytes that were looked at but not needed go back. */
static void give_back(struct iaa_inflate *s, struct iaa_chunk *c)
{
    while (s->bits >= 8 && c->in_used > 0 && !s->be16 && s->ignore_end == 0) {
        s->bits -= 8;
        c->in_used--;
    }
    s->hold &= s->bits < 64 ? ((uint64_t)1 << s->bits) - 1 : UINT64_MAX;
}

/* --- steps: 1 go on; 0 more input; else -error --- */

static int at_block(struct iaa_inflate *s)
{
    if (s->bits < 3) {
        return 0;
    }
    unsigned type = (unsigned)(s->hold >> 1) & 3;
    s->final = s->hold & 1;
    s->after_eob = false;
    drop(s, 3);
    if (type == 3) {
        return -IAA_BAD_BLOCK;
    }
    if (type == 1) {
        for (unsigned i = 0; i < 288; i++) {
            s->lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
        }
        memset(s->lengths + 288, 5, 32);
        s->ll_count = 288;
        s->d_count = 32;
        iaa_lookup_make(&s->ll, s->lengths, 288);
        iaa_lookup_make(&s->d, s->lengths + 288, 32);
    }
    s->phase = type == 0 ? IAA_AT_STORED : type == 1 ? IAA_AT_TOKEN : IAA_AT_COUNTS;
    return 1;
}

static int at_stored(struct iaa_inflate *s)
{
    drop(s, s->bits & 7);
    if (s->bits < 32) {
        return 0;
    }
    unsigned length = s->hold & 0xffff, inverse = (unsigned)(s->hold >> 16) & 0xffff;
    if ((length ^ inverse) != 0xffff) {
        return -IAA_BAD_STORED;
    }
    drop(s, 32);
    s->stored = length;
    s->phase = IAA_IN_STORED;
    return 1;
}

static int at_counts(struct iaa_inflate *s)
{
    if (s->bits < 14) {
        return 0;
    }
    s->ll_count = 257 + (s->hold & 31);
    s->d_count = 1 + (s->hold >> 5 & 31);
    s->cl_count = 4 + (s->hold >> 10 & 15);
    drop(s, 14);
    s->at = 0;
    memset(s->lengths, 0, sizeof s->lengths);
    s->phase = IAA_AT_CL;
    return s->ll_count > IAA_LL ? -IAA_TOO_MANY_LL : s->d_count > IAA_D ? -IAA_TOO_MANY_D : 1;
}

static int at_cl(struct iaa_inflate *s)
{
    static const uint8_t order[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    if (s->at < s->cl_count) {
        if (s->bits < 3) {
            return 0;
        }
        s->lengths[order[s->at++]] = s->hold & 7;
        drop(s, 3);
        return 1;
    }
    if (iaa_lookup_make(&s->cl, s->lengths, 19) < 0) { /* a code that is not complete is an error where the rest is met */
        return -IAA_BAD_CL_LENGTHS;
    }
    memcpy(s->cl_lengths, s->lengths, sizeof s->cl_lengths);
    memset(s->lengths, 0, sizeof s->lengths);
    s->at = 0;
    s->phase = IAA_AT_LENGTHS;
    return 1;
}

static bool any_of(const uint8_t *lengths, unsigned count)
{
    unsigned all = 0;
    for (unsigned i = 0; i < count; i++) {
        all |= lengths[i];
    }
    return all != 0;
}

static int codes_complete(struct iaa_inflate *s)
{
    if (iaa_lookup_make(&s->ll, s->lengths, s->ll_count) < 0) {
        return -IAA_BAD_LL_LENGTHS;
    }
    if (!any_of(s->lengths, s->ll_count)) {
        return -IAA_NO_LL;
    }
    if (iaa_lookup_make(&s->d, s->lengths + s->ll_count, s->d_count) < 0) {
        return -IAA_BAD_D_LENGTHS;
    }
    s->phase = IAA_AT_TOKEN;
    return 1;
}

static int repeat(struct iaa_inflate *s, unsigned symbol, unsigned length)
{
    static const uint8_t extra[3] = {2, 3, 7}, base[3] = {3, 3, 11};
    unsigned more = extra[symbol - 16], all = s->ll_count + s->d_count;
    if (s->bits < length + more) {
        return 0;
    }
    if (symbol == 16 && (s->at == 0 || s->at == s->ll_count)) {
        return s->at == 0 ? -IAA_FIRST_LL_16 : -IAA_FIRST_D_16;
    }
    unsigned count = base[symbol - 16] + (unsigned)(s->hold >> length & ((1u << more) - 1));
    uint8_t value = symbol == 16 ? s->lengths[s->at - 1] : 0;
    drop(s, length + more);
    bool crosses = s->at < s->ll_count && s->at + count > s->ll_count; /* deflate's definition allows it */
    if (s->at + count > all || (crosses && !s->on_cpu)) {
        return s->at < s->ll_count ? -IAA_WRONG_LL_COUNT : -IAA_WRONG_D_COUNT;
    }
    memset(s->lengths + s->at, value, count);
    s->at += count;
    return 1;
}

static int at_lengths(struct iaa_inflate *s)
{
    if (s->at == s->ll_count + s->d_count) {
        return codes_complete(s);
    }
    int found = iaa_lookup_find(&s->cl, s->hold, s->bits);
    if (found < 0) {
        return found == -1 ? 0 : -IAA_BAD_CL;
    }
    unsigned symbol = found & 0xffff, length = (unsigned)found >> 16;
    if (symbol >= 16) {
        return repeat(s, symbol, length);
    }
    s->lengths[s->at++] = (uint8_t)symbol;
    drop(s, length);
    return 1;
}

static void ended_block(struct iaa_inflate *s)
{
    s->after_eob = true;
    s->after_final = s->final;
    s->phase = s->final && s->stop_final ? IAA_AT_END : IAA_AT_BLOCK;
}

static int match_token(struct iaa_inflate *s, unsigned symbol, unsigned used, uint64_t so_far)
{
    if (symbol >= IAA_LL || s->literals_only) {
        return -IAA_BAD_LL;
    }
    unsigned more = iaa_length_extra[symbol - 257];
    if (s->bits < used + more) {
        return 0;
    }
    unsigned length = iaa_length_base[symbol - 257] + (unsigned)(s->hold >> used & ((1u << more) - 1));
    used += more;
    int found = iaa_lookup_find(&s->d, s->hold >> used, s->bits - used);
    if (found < 0) {
        return found == -1 ? 0 : -IAA_BAD_D;
    }
    unsigned code = found & 0xffff;
    used += (unsigned)found >> 16;
    if (code >= IAA_D) {
        return -IAA_BAD_D;
    }
    more = iaa_distance_extra[code];
    if (s->bits < used + more) {
        return 0;
    }
    uint32_t distance = iaa_distance_base[code] + (unsigned)(s->hold >> used & ((1u << more) - 1));
    if (distance > s->limit) {
        return -IAA_BAD_DISTANCE;
    }
    if (distance > so_far) {
        return -IAA_BEFORE_START;
    }
    drop(s, used + more);
    s->match = length;
    s->distance = distance;
    s->phase = IAA_IN_MATCH;
    return 1;
}

/* --- output; 2: it is full --- */

static int at_token(struct iaa_inflate *s, struct iaa_chunk *c)
{
    int found = iaa_lookup_find(&s->ll, s->hold, s->bits);
    if (found < 0) {
        return found == -1 ? 0 : -IAA_BAD_LL;
    }
    unsigned symbol = found & 0xffff, length = (unsigned)found >> 16;
    if (symbol > IAA_EOB) {
        return match_token(s, symbol, length, s->total + c->produced);
    }
    if (symbol == IAA_EOB) {
        drop(s, length);
        ended_block(s);
        return 1;
    }
    if (c->produced == c->out_size) {
        return 2;
    }
    c->out[c->produced++] = (uint8_t)symbol;
    drop(s, length);
    return 1;
}

static int in_match(struct iaa_inflate *s, struct iaa_chunk *c)
{
    while (s->match > 0) {
        if (c->produced == c->out_size) {
            return 2;
        }
        c->out[c->produced] = s->distance <= c->produced
                                  ? c->out[c->produced - s->distance]
                                  : s->window[(s->total + c->produced - s->distance) % IAA_WINDOW];
        c->produced++;
        s->match--;
    }
    s->phase = IAA_AT_TOKEN;
    return 1;
}

static int in_stored(struct iaa_inflate *s, struct iaa_chunk *c)
{
    while (s->stored > 0) {
        if (s->bits < 8) {
            return 0;
        }
        if (c->produced == c->out_size) {
            return 2;
        }
        c->out[c->produced++] = (uint8_t)s->hold;
        drop(s, 8);
        s->stored--;
        refill(s, c);
    }
    ended_block(s);
    return 1;
}

static int step(struct iaa_inflate *s, struct iaa_chunk *c)
{
    switch (s->phase) {
    case IAA_AT_BLOCK: return at_block(s);
    case IAA_AT_STORED: return at_stored(s);
    case IAA_IN_STORED: return in_stored(s, c);
    case IAA_AT_COUNTS: return at_counts(s);
    case IAA_AT_CL: return at_cl(s);
    case IAA_AT_LENGTHS: return at_lengths(s);
    case IAA_AT_TOKEN: return at_token(s, c);
    case IAA_IN_MATCH: return in_match(s, c);
    default: return 0;
    }
}

/* --- many tokens at once, as long as neither input nor output can end in one --- */

#define MOST_INPUT 16  /* of a token, and of what is looked at beyond it */
#define MOST_OUTPUT 258

/* Bits for any token. */
static void refill_whole(struct iaa_inflate *s, struct iaa_chunk *c)
{
    uint64_t word;
    memcpy(&word, c->in + c->in_used, sizeof word);
    unsigned bytes = (63 - s->bits) / 8;
    word &= ((uint64_t)1 << 8 * bytes) - 1; /* 7 bytes at most */
    s->hold |= word << s->bits;
    s->bits += 8 * bytes;
    c->in_used += bytes;
}

static void copy_match(struct iaa_inflate *s, struct iaa_chunk *c)
{
    if (s->distance > c->produced || s->distance < s->match) {
        in_match(s, c);
        return;
    }
    memcpy(c->out + c->produced, c->out + c->produced - s->distance, s->match);
    c->produced += s->match;
    s->match = 0;
    s->phase = IAA_AT_TOKEN;
}

/* What ends a block or is wrong is left to the steps. */
static void many_tokens(struct iaa_inflate *s, struct iaa_chunk *c)
{
    bool plain = s->phase == IAA_AT_TOKEN && !s->be16 && s->ignore_end == 0;
    while (plain && c->in_size - c->in_used >= MOST_INPUT && c->out_size - c->produced >= MOST_OUTPUT) {
        refill_whole(s, c);
        unsigned entry = s->ll.fast[s->hold & 1023];
        int found = entry != 0 ? (int)(entry >> 4 | (entry & 15) << 16) : iaa_lookup_find(&s->ll, s->hold, s->bits);
        unsigned symbol = (unsigned)found & 0xffff, length = (unsigned)found >> 16;
        if (found < 0 || symbol == IAA_EOB) {
            return;
        }
        if (symbol < IAA_EOB) {
            c->out[c->produced++] = (uint8_t)symbol;
            drop(s, length);
        } else if (match_token(s, symbol, length, s->total + c->produced) == 1) {
            copy_match(s, c);
        } else {
            return;
        }
    }
}

static bool stops(const struct iaa_inflate *s, enum iaa_phase before)
{
    bool ended = s->after_eob && (s->phase == IAA_AT_BLOCK || s->phase == IAA_AT_END) && before != s->phase;
    bool in_header = before == IAA_AT_BLOCK || before == IAA_AT_STORED || before == IAA_AT_LENGTHS;
    bool header_read = s->stop_header && in_header && (s->phase == IAA_AT_TOKEN || s->phase == IAA_IN_STORED);
    return header_read || (ended && (s->stop_any || (s->after_final && s->stop_final))) || s->phase == IAA_AT_END;
}

enum iaa_inflated iaa_inflate_run(struct iaa_inflate *state, struct iaa_chunk *chunk)
{
    enum iaa_inflated result;
    for (;;) {
        enum iaa_phase before = state->phase;
        many_tokens(state, chunk);
        refill(state, chunk);
        int rc = before == IAA_AT_END ? 1 : step(state, chunk);
        if (rc < 0) {
            chunk->error = (enum iaa_error)-rc;
            result = IAA_FAILED;
            break;
        }
        if (rc == 0 && !CHUNK_END(chunk) && state->bits <= 40) {
            continue; /* aligning made room for more */
        }
        if (rc != 1) {
            result = rc == 0 ? IAA_INPUT_USED : IAA_OUTPUT_FULL;
            break;
        }
        if (stops(state, before)) {
            result = IAA_STOPPED;
            break;
        }
        if (state->stop_full && chunk->produced == chunk->out_size && state->phase == IAA_AT_TOKEN) {
            result = IAA_OUTPUT_FULL;
            break;
        }
    }
    if (result != IAA_INPUT_USED) {
        give_back(state, chunk);
    }
    keep(state, chunk->out, chunk->produced);
    return result;
}
