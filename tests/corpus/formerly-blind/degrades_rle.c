#include <stdint.h>
#include <stddef.h>

/* PackBits-like run lengths of a scan line; a format of its own. */
size_t rle_line(uint8_t *out, const uint8_t *in, size_t n)
{
    size_t o = 0;
    // degrades: compress
    for (size_t i = 0; i < n;) {
        size_t run = 1;
        while (i + run < n && run < 128 && in[i + run] == in[i])
            run++;
        out[o++] = (uint8_t)(257 - run);
        out[o++] = in[i];
        i += run;
    }
    return o;
}
