#include <stdint.h>

/* Dirty bits that changed between two rounds of a migration. */
unsigned dirty_changed(uint64_t *diff, const uint64_t *a, const uint64_t *b, unsigned words)
{
    unsigned n = 0;
    // not: erasure
    for (unsigned i = 0; i < words; i++) {
        diff[i] = a[i] ^ b[i];
        n += (unsigned)__builtin_popcountll(diff[i]);
    }
    return n;
}
