/* Log archiver with a private deflate encoder (fixed Huffman codes, greedy
 * hash matcher) for sealed 128 KiB pages. */
#include <stdint.h>
#include <string.h>

#define PAGE  (128 * 1024)
#define HBITS 13
#define WSIZE 32768

struct bitw { uint8_t *p; uint64_t acc; int n; };

extern void fixed_literal(struct bitw *w, unsigned sym);
extern void fixed_match(struct bitw *w, unsigned len, unsigned dist);

static void bits(struct bitw *w, uint32_t v, int n)
{
    w->acc |= (uint64_t)v << w->n;
    for (w->n += n; w->n >= 8; w->n -= 8, w->acc >>= 8)
        *w->p++ = (uint8_t)w->acc;
}

static uint32_t hash3(const uint8_t *s)
{
    return ((uint32_t)s[0] << 16 | s[1] << 8 | s[2]) * 2654435761u >> (32 - HBITS);
}

size_t page_deflate(uint8_t *out, const uint8_t *in)
{
    static int32_t last[1 << HBITS];
    struct bitw w = { out, 0, 0 };
    int pos = 0;

    // degrades: fill
    for (int h = 0; h < 1 << HBITS; h++)
        last[h] = -WSIZE;
    bits(&w, 3, 3);                       /* BFINAL=1, BTYPE=01 */
    // region: compress deflate
    while (pos < PAGE) {
        int best = 0, dist = 0;
        if (pos + 3 < PAGE) {
            uint32_t h = hash3(in + pos);
            int cand = last[h];
            if (pos - cand < WSIZE) {
                int lim = PAGE - pos < 258 ? PAGE - pos : 258;
                while (best < lim && in[cand + best] == in[pos + best])
                    best++;
                dist = pos - cand;
            }
            last[h] = pos;
        }
        if (best >= 4) {
            fixed_match(&w, (unsigned)best, (unsigned)dist);
            pos += best;
        } else {
            fixed_literal(&w, in[pos++]);
        }
    }
    fixed_literal(&w, 256);
    if (w.n)
        bits(&w, 0, 8 - w.n);
    return (size_t)(w.p - out);
}
