#include <stdint.h>

void nv12_split_uv(const uint8_t *uv, uint8_t *u, uint8_t *v, int w, int h, int stride)
{
    for (int y = 0; y < h; y++) {
        const uint8_t *row = uv + (long)y * stride;
        // not: copy
        for (int x = 0; x < w; x++) {
            u[x] = row[2 * x];
            v[x] = row[2 * x + 1];
        }
        u += w;
        v += w;
    }
}
