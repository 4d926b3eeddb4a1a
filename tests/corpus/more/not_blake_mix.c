#include <stdint.h>

#define ROTR(x, n) ((x) >> (n) | (x) << (64 - (n)))

/* The mixing of a keyed hash for tables. */
void mix(uint64_t v[16], const uint64_t m[16])
{
    // not: hash
    for (int i = 0; i < 4; i++) {
        v[i] += v[i + 4] + m[2 * i];
        v[i + 12] = ROTR(v[i + 12] ^ v[i], 32);
        v[i + 8] += v[i + 12];
        v[i + 4] = ROTR(v[i + 4] ^ v[i + 8], 24);
    }
}
