#include <stdint.h>
#include <string.h>

#define WSIZE 32768u
#define HASH_BITS 15
#define MAX_MATCH 258

extern void put_bits(unsigned code, int len);
extern void emit_match(unsigned len, unsigned dist);

static uint32_t head[1 << HASH_BITS], prev[WSIZE];

/* Raw deflate with one static block. */
void encode(const uint8_t *in, size_t n)
{
    size_t i = 0;
    // region: compress deflate async in-core min=4096
    while (i + 3 < n) {
        uint32_t h = ((in[i] << 10) ^ (in[i + 1] << 5) ^ in[i + 2]) & ((1 << HASH_BITS) - 1);
        size_t cand = head[h], len = 0;
        prev[i & (WSIZE - 1)] = head[h];
        head[h] = (uint32_t)i;
        if (cand && i - cand < WSIZE)
            while (len < MAX_MATCH && i + len < n && in[cand + len] == in[i + len])
                len++;
        if (len >= 3) {
            emit_match((unsigned)len, (unsigned)(i - cand));
            i += len;
        } else {
            put_bits(in[i++], 8);
        }
    }
}
