#include <stdint.h>
#include <string.h>

/* The project's own byte format for save games. */
size_t squash(const uint8_t *in, size_t n, uint8_t *out)
{
    static uint32_t table[4096];
    size_t i = 0, o = 0;
    // degrades: compress
    while (i + 4 < n) {
        uint32_t v;
        memcpy(&v, in + i, 4);
        uint32_t h = (v * 2654435761u) >> 20;
        size_t cand = table[h], len = 0;
        table[h] = (uint32_t)i;
        while (i + len < n && len < 64 && in[cand + len] == in[i + len])
            len++;
        if (len > 3) {
            out[o++] = (uint8_t)(0x80 | len);
            i += len;
        } else {
            out[o++] = in[i++];
        }
    }
    return o;
}
