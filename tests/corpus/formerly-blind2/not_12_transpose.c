/* Video pipeline: rotates a plane by 90 degrees; no contiguous run exists. */
#include <stdint.h>
#include <stddef.h>

void rotate90(uint8_t *dst, const uint8_t *src, size_t w, size_t h)
{
    // not: copy
    for (size_t y = 0; y < h; y++)
        for (size_t x = 0; x < w; x++)
            dst[x * h + (h - 1 - y)] = src[y * w + x];
}
