/* Replica check: compares 16-byte fingerprints. */
#include <stdint.h>
#include <string.h>

#define EXTENT 16u

struct replica { const uint8_t *base; };

unsigned differing(const struct replica *x, const struct replica *y, const uint32_t *ext, unsigned n)
{
    unsigned bad = 0;
    for (unsigned i = 0; i < n; i++) {
        const uint8_t *p = x->base + (uint64_t)ext[i] * EXTENT;
        const uint8_t *q = y->base + (uint64_t)ext[i] * EXTENT;
        // degrades: compare
        if (memcmp(p, q, EXTENT) != 0)
            bad++;
    }
    return bad;
}
