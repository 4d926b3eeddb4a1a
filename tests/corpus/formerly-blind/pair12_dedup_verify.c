#include <string.h>
#include <stdint.h>

#define WIDTH (1u << 20)

struct cand { const uint8_t *ours, *theirs; };

/* Equal digests are not enough here: extents are compared before one is dropped. */
unsigned dedup_confirm(const struct cand *c, unsigned n, uint8_t *same)
{
    unsigned hits = 0;
    for (unsigned i = 0; i < n; i++) {
        // region: compare
        same[i] = memcmp(c[i].ours, c[i].theirs, WIDTH) == 0;
        hits += same[i];
    }
    return hits;
}
