/* Negative lookups: Bloom filter probe with double hashing. */
#include <stdint.h>
#include <stdbool.h>

struct bloom { uint64_t *bits; uint32_t mask; unsigned k; };

bool bloom_maybe(const struct bloom *b, uint32_t h1, uint32_t h2)
{
    // not: filter
    for (unsigned i = 0; i < b->k; i++) {
        uint32_t p = (h1 + i * h2) & b->mask;
        if (!(b->bits[p >> 6] >> (p & 63) & 1))
            return false;
    }
    return true;
}

void bloom_add(struct bloom *b, uint32_t h1, uint32_t h2)
{
    for (unsigned i = 0; i < b->k; i++) {
        uint32_t p = (h1 + i * h2) & b->mask;
        b->bits[p >> 6] |= 1ull << (p & 63);
    }
}
