#include <stdint.h>
#include <stddef.h>

struct roll { uint32_t a, b; size_t n; };

/* rsync-like weak sum slid one byte: no block is read again. */
size_t delta_scan(const uint8_t *p, size_t len, size_t blk, const uint32_t *set, uint32_t mask)
{
    struct roll r = {0, 0, blk};
    size_t hits = 0;
    // not: crc
    for (size_t i = 0; i + blk < len; i++) {
        r.a = r.a - p[i] + p[i + blk];
        r.b = r.b - (uint32_t)blk * p[i] + r.a;
        uint32_t s = (r.a & 0xffff) | r.b << 16;
        if (set[s & mask] == s)
            hits++;
    }
    return hits;
}
