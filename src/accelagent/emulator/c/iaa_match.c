/* Finding repetitions within 4 KiB. Nothing before the request's own data is ever referred to, but for a dictionary. */
#include <string.h>

#include "iaa_codec.h"

#define SHORTEST 4
#define LONGEST_MATCH 258
#define HASHES 4096

const uint16_t iaa_length_base[29] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                      31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
const uint8_t iaa_length_extra[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
const uint16_t iaa_distance_base[30] = {1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
                                        193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
const uint8_t iaa_distance_extra[30] = {0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
                                        6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};

/* By length; of distances, which are told apart by their two highest bits, there is no need for a table. */
static uint8_t length_index[259];

__attribute__((constructor)) static void make_index(void)
{
    for (unsigned i = 0; i < 29; i++) {
        for (unsigned length = iaa_length_base[i]; length <= (i < 28 ? iaa_length_base[i + 1] - 1u : 258); length++) {
            length_index[length] = (uint8_t)i;
        }
    }
}

unsigned iaa_length_symbol(unsigned length, unsigned *extra, unsigned *value)
{
    unsigned i = length_index[length];
    *extra = iaa_length_extra[i];
    *value = length - iaa_length_base[i];
    return 257 + i;
}

unsigned iaa_distance_symbol(unsigned distance, unsigned *extra, unsigned *value)
{
    unsigned rest = distance - 1, bits = rest > 1 ? 31 - (unsigned)__builtin_clz(rest) : 0;
    unsigned i = rest > 1 ? 2 * bits + (rest >> (bits - 1) & 1) : rest;
    *extra = iaa_distance_extra[i];
    *value = distance - iaa_distance_base[i];
    return i;
}

struct finder {
    const uint8_t *data;
    size_t first, limit; /* matches lie within these */
    uint32_t head[HASHES], previous[IAA_HISTORY]; /* position + 1 */
    unsigned tries;
};

struct match {
    unsigned length, distance;
};

static unsigned hash_at(const uint8_t *at)
{
    uint32_t word;
    memcpy(&word, at, sizeof word);
    return word * 2654435761u >> 20;
}

static void enter(struct finder *finder, size_t at)
{
    if (at + SHORTEST <= finder->limit) {
        unsigned hash = hash_at(finder->data + at);
        finder->previous[at % IAA_HISTORY] = finder->head[hash];
        finder->head[hash] = (uint32_t)at + 1;
    }
}

static unsigned common(const uint8_t *a, const uint8_t *b, size_t most)
{
    unsigned n = 0;
    for (uint64_t x, y; most - n >= sizeof x; n += sizeof x) {
        memcpy(&x, a + n, sizeof x);
        memcpy(&y, b + n, sizeof y);
        if (x != y) {
            return n + (unsigned)__builtin_ctzll(x ^ y) / 8;
        }
    }
    while (n < most && a[n] == b[n]) {
        n++;
    }
    return n;
}

static struct match find(const struct finder *finder, size_t at)
{
    struct match best = {0, 0};
    size_t left = finder->limit - at, most = left < LONGEST_MATCH ? left : LONGEST_MATCH;
    if (most < SHORTEST) {
        return best;
    }
    uint32_t place = finder->head[hash_at(finder->data + at)];
    for (unsigned i = 0; i < finder->tries && place > finder->first; i++) {
        size_t from = place - 1;
        if (from >= at || at - from > IAA_HISTORY) {
            break;
        }
        bool longer = best.length < most && finder->data[from + best.length] == finder->data[at + best.length];
        unsigned length = longer ? common(finder->data + from, finder->data + at, most) : 0;
        if (length > best.length && length >= SHORTEST) {
            best = (struct match){length, (unsigned)(at - from)};
        }
        uint32_t next = finder->previous[from % IAA_HISTORY];
        if (next >= place) {
            break;
        }
        place = next;
    }
    return best;
}

static void tokens_of(struct finder *finder, size_t at, bool high, const struct iaa_sink *sink)
{
    while (at < finder->limit) {
        struct match match = find(finder, at);
        enter(finder, at);
        if (match.length > 0 && high) { /* a longer one may begin at the next byte */
            struct match later = find(finder, at + 1);
            match.length = later.length > match.length ? 0 : match.length;
        }
        if (match.length == 0) {
            sink->literal(sink->to, finder->data[at++]);
            continue;
        }
        sink->match(sink->to, match.length, match.distance);
        for (unsigned i = 1; i < match.length; i++) {
            enter(finder, at + i);
        }
        at += match.length;
    }
}

static void literals_of(const struct iaa_input *input, const struct iaa_sink *sink)
{
    for (size_t at = input->start; at < input->end; at++) {
        if (input->mini > 0 && (at - input->start) % input->mini == 0 && sink->piece != NULL) {
            sink->piece(sink->to, at);
        }
        sink->literal(sink->to, input->data[at]);
    }
}

void iaa_tokens(const struct iaa_input *input, const struct iaa_sink *sink)
{
    struct finder finder = {.data = input->data, .tries = input->high ? 64 : 4};
    if (input->literals) {
        literals_of(input, sink);
        return;
    }
    memset(finder.head, 0, sizeof finder.head);
    for (size_t at = input->start; at < input->end;) {
        size_t left = input->end - at;
        bool pieces = input->mini > 0;
        finder.first = pieces ? at : 0;
        finder.limit = pieces && input->mini < left ? at + input->mini : input->end;
        if (pieces && sink->piece != NULL) {
            sink->piece(sink->to, at);
        }
        for (size_t i = 0; !pieces && i < input->start; i++) {
            enter(&finder, i);
        }
        tokens_of(&finder, at, input->high, sink);
        at = finder.limit;
    }
}
