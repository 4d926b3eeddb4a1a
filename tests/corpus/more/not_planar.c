#include <stdint.h>

void deinterleave(uint8_t *r, uint8_t *g, uint8_t *b, const uint8_t *rgb, int n)
{
    // not: copy
    for (int i = 0; i < n; i++) {
        r[i] = rgb[3 * i];
        g[i] = rgb[3 * i + 1];
        b[i] = rgb[3 * i + 2];
    }
}
