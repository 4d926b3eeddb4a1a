/* Thumbnail service: horizontal box filter over an 8-bit plane. */
#include <stdint.h>

void blur_row(const uint8_t *src, uint8_t *dst, int w, int r)
{
    int sum = 0, span = 2 * r + 1;

    for (int x = -r; x <= r; x++)
        sum += src[x < 0 ? 0 : x];
    // not: filter
    for (int x = 0; x < w; x++) {
        int in = x + r + 1 < w ? x + r + 1 : w - 1;
        int out = x - r > 0 ? x - r : 0;
        dst[x] = (uint8_t)(sum / span);
        sum += src[in] - src[out];
    }
}
