#include <stdint.h>

#define OW 1920
#define OH 1080

struct plane8 { uint8_t *px; int stride; };

/* burn the on-screen menu into the luma plane */
void overlay_luma(struct plane8 dst, const struct plane8 src, const struct plane8 alpha)
{
    // not: copy
    for (int y = 0; y < OH; y++) {
        uint8_t *d = dst.px + y * dst.stride;
        const uint8_t *s = src.px + y * src.stride;
        const uint8_t *a = alpha.px + y * alpha.stride;

        for (int x = 0; x < OW; x++) {
            int v = s[x] * a[x] + d[x] * (255 - a[x]) + 128;
            d[x] = (uint8_t)((v + (v >> 8)) >> 8);
        }
    }
}
