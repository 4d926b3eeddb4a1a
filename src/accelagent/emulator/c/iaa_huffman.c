/* Prefix codes: from lengths, from frequencies, and looking them up. */
#include <stdlib.h>
#include <string.h>

#include "iaa_codec.h"

#define MOST 288

static uint16_t reversed(unsigned code, unsigned length)
{
    unsigned out = 0;
    for (unsigned i = 0; i < length; i++) {
        out = out << 1 | (code >> i & 1);
    }
    return (uint16_t)out;
}

void iaa_codes_number(struct iaa_code *codes, unsigned count)
{
    unsigned counts[IAA_LONGEST + 1] = {0}, next[IAA_LONGEST + 2] = {0};
    for (unsigned i = 0; i < count; i++) {
        counts[codes[i].length]++;
    }
    counts[0] = 0;
    for (unsigned l = 1; l <= IAA_LONGEST; l++) {
        next[l + 1] = (next[l] + counts[l]) << 1;
    }
    for (unsigned i = 0; i < count; i++) {
        if (codes[i].length > 0) {
            codes[i].bits = reversed(next[codes[i].length]++, codes[i].length);
        }
    }
}

bool iaa_lengths_fill(const struct iaa_code *codes, unsigned count)
{
    uint32_t space = 1u << IAA_LONGEST, used = 0;
    for (unsigned i = 0; i < count; i++) {
        if (codes[i].length > IAA_LONGEST) {
            return false;
        }
        used += codes[i].length > 0 ? space >> codes[i].length : 0;
    }
    return used <= space;
}

void iaa_codes_fixed(struct iaa_codes *codes)
{
    struct iaa_code all[MOST];
    for (unsigned i = 0; i < MOST; i++) {
        all[i].length = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    }
    iaa_codes_number(all, MOST); /* the two that never occur take part in the numbering */
    memcpy(codes->ll, all, sizeof codes->ll);
    for (unsigned i = 0; i < IAA_D; i++) {
        codes->d[i] = (struct iaa_code){reversed(i, 5), 5};
    }
}

/* --- from frequencies --- */

struct leaf {
    uint64_t weight;
    unsigned symbol;
};

static int by_weight(const void *a, const void *b)
{
    const struct leaf *x = a, *y = b;
    return x->weight != y->weight ? (x->weight > y->weight) - (x->weight < y->weight)
                                  : (x->symbol > y->symbol) - (x->symbol < y->symbol);
}

/* Counts of leaves by depth; the leaves come sorted, so inner nodes arise sorted too. */
static void depths(const struct leaf *leaves, unsigned n, unsigned *counts)
{
    uint64_t inner[MOST];
    unsigned parent[2 * MOST], depth[2 * MOST], leaf = 0, node = 0;
    for (unsigned made = 0; made < n - 1; made++) {
        uint64_t sum = 0;
        for (int side = 0; side < 2; side++) {
            bool take_leaf = leaf < n && (node >= made || leaves[leaf].weight <= inner[node]);
            sum += take_leaf ? leaves[leaf].weight : inner[node];
            parent[take_leaf ? leaf : n + node] = n + made;
            leaf += take_leaf;
            node += !take_leaf;
        }
        inner[made] = sum;
    }
    depth[2 * n - 2] = 0;
    for (unsigned i = 2 * n - 2; i-- > 0;) {
        depth[i] = depth[parent[i]] + 1;
        if (i < n) {
            counts[depth[i] < 63 ? depth[i] : 63]++;
        }
    }
}

/* Two leaves too deep: one takes their parent's place, the other splits a leaf further up. */
static void shorten(unsigned *counts, unsigned limit)
{
    for (unsigned i = 63; i > limit; i--) {
        while (counts[i] > 0) {
            unsigned j = i - 2;
            while (counts[j] == 0) {
                j--;
            }
            counts[i] -= 2;
            counts[i - 1]++;
            counts[j + 1] += 2;
            counts[j]--;
        }
    }
}

static void fit(struct iaa_code *codes, const uint32_t *weights, unsigned count, unsigned limit)
{
    struct leaf leaves[MOST];
    unsigned counts[64] = {0}, n = 0;
    memset(codes, 0, count * sizeof *codes);
    for (unsigned i = 0; i < count; i++) {
        if (weights[i] > 0) {
            leaves[n++] = (struct leaf){weights[i], i};
        }
    }
    if (n == 0) {
        return;
    }
    if (n == 1) {
        codes[leaves[0].symbol].length = 1;
    } else {
        qsort(leaves, n, sizeof *leaves, by_weight);
        depths(leaves, n, counts);
        shorten(counts, limit);
        unsigned length = limit;
        for (unsigned i = 0; i < n; i++) {
            while (counts[length] == 0) {
                length--;
            }
            counts[length]--;
            codes[leaves[i].symbol].length = (uint8_t)length;
        }
    }
    iaa_codes_number(codes, count);
}

void iaa_codes_fit(struct iaa_codes *codes, const uint32_t *ll, const uint32_t *d)
{
    uint32_t with_end[IAA_LL];
    memcpy(with_end, ll, sizeof with_end);
    with_end[IAA_EOB] += with_end[IAA_EOB] == 0;
    fit(codes->ll, with_end, IAA_LL, IAA_LONGEST);
    fit(codes->d, d, IAA_D, IAA_LONGEST);
}

void iaa_literals_fit(struct iaa_codes *codes, const uint32_t *literals)
{
    memset(codes, 0, sizeof *codes);
    fit(codes->ll, literals, 256, IAA_LONGEST);
}

/* --- looking up --- */

int iaa_lookup_make(struct iaa_lookup *lookup, const uint8_t *lengths, unsigned count)
{
    unsigned offsets[IAA_LONGEST + 2] = {0}, code = 0, used = 0;
    int left = 1;
    memset(lookup, 0, sizeof *lookup);
    for (unsigned i = 0; i < count; i++) {
        lookup->count[lengths[i]]++;
        used += lengths[i] > 0;
    }
    lookup->count[0] = 0;
    for (unsigned l = 1; l <= IAA_LONGEST; l++) {
        left = 2 * left - lookup->count[l];
        offsets[l + 1] = offsets[l] + lookup->count[l];
        if (left < 0) {
            return -1;
        }
    }
    for (unsigned i = 0; i < count; i++) {
        if (lengths[i] > 0) {
            lookup->symbols[offsets[lengths[i]]++] = (uint16_t)i;
        }
    }
    unsigned at = 0;
    for (unsigned l = 1; l <= 10; l++, code <<= 1) {
        for (unsigned i = 0; i < lookup->count[l]; i++, code++) {
            uint16_t entry = (uint16_t)(lookup->symbols[at++] << 4 | l);
            for (unsigned k = reversed(code, l); k < 1024; k += 1u << l) {
                lookup->fast[k] = entry;
            }
        }
    }
    return left > 0 && used > 1;
}

int iaa_lookup_find(const struct iaa_lookup *lookup, uint64_t hold, unsigned bits)
{
    unsigned entry = lookup->fast[hold & 1023];
    if (entry != 0) {
        unsigned length = entry & 15;
        return length <= bits ? (int)(entry >> 4 | length << 16) : -1;
    }
    int code = 0, first = 0, index = 0;
    for (unsigned l = 1; l <= IAA_LONGEST; l++) {
        if (l > bits) {
            return -1;
        }
        code |= (int)(hold >> (l - 1) & 1);
        int count = lookup->count[l];
        if (code - count < first) {
            return lookup->symbols[index + (code - first)] | (int)l << 16;
        }
        index += count;
        first = (first + count) << 1;
        code <<= 1;
    }
    return -2;
}
