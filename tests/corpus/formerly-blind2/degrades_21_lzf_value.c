/* Key-value snapshot: values use the byte-oriented LZF format that readers
 * in the field expect. */
#include <stdint.h>
#include <string.h>

#define HSIZE 4096

unsigned lzf_like(const uint8_t *in, unsigned n, uint8_t *out, unsigned cap)
{
    uint16_t tab[HSIZE] = { 0 };
    unsigned i = 0, o = 1, lit = 0;

    if (n < 4 || n > 65535)
        return 0;
    // degrades: compress
    while (i + 2 < n) {
        unsigned h = ((in[i] << 8 ^ in[i + 1] << 4 ^ in[i + 2]) * 40503u >> 4) & (HSIZE - 1);
        unsigned ref = tab[h], len = 0;
        tab[h] = (uint16_t)i;
        if (o + 4 >= cap)
            return 0;
        if (ref < i && i - ref < 8192 && in[ref] == in[i] && in[ref + 1] == in[i + 1] && in[ref + 2] == in[i + 2]) {
            while (i + len < n && len < 8 && in[ref + len] == in[i + len])
                len++;
            out[o - lit - 1] = (uint8_t)(lit - 1);
            if (!lit)
                o--;
            out[o++] = (uint8_t)(((len - 2) << 5) | ((i - ref - 1) >> 8));
            out[o++] = (uint8_t)(i - ref - 1);
            i += len;
            lit = 0;
            o++;
        } else {
            out[o++] = in[i++];
            if (++lit == 32) {
                out[o - 33] = 31;
                lit = 0;
                o++;
            }
        }
    }
    return o;
}
