#include <string.h>
#include <stdint.h>

#define WIDTH 20u

struct cand { const uint8_t *ours, *theirs; };

/* Digests first: extents are read only when these agree. */
unsigned dedup_confirm(const struct cand *c, unsigned n, uint8_t *same)
{
    unsigned hits = 0;
    for (unsigned i = 0; i < n; i++) {
        // degrades: compare
        same[i] = memcmp(c[i].ours, c[i].theirs, WIDTH) == 0;
        hits += same[i];
    }
    return hits;
}
