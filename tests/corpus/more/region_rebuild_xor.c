#include <stdint.h>

#define WORDS (1u << 14)

/* The lost strip is the sum of the others. */
void rebuild(uint64_t *lost, const uint64_t *a, const uint64_t *b, const uint64_t *p)
{
    // region: erasure xor in-core
    for (unsigned i = 0; i < WORDS; i++)
        lost[i] = a[i] ^ b[i] ^ p[i];
}
