#include <string.h>
#include <stdint.h>
#include <stddef.h>

#define SLAB 64u

struct slab { uint8_t bytes[SLAB]; };

/* Copies every slab that changed since the last snapshot to the standby side. */
size_t snapshot_slabs(struct slab *dst, const struct slab *src, const uint8_t *dirty, size_t n)
{
    size_t moved = 0;
    for (size_t i = 0; i < n; i++) {
        if (!dirty[i])
            continue;
        // degrades: copy
        memcpy(dst[i].bytes, src[i].bytes, SLAB);
        moved += SLAB;
    }
    return moved;
}
