#include <stdint.h>

unsigned put_varint(uint8_t *p, uint64_t v)
{
    unsigned n = 0;
    // not: compress
    while (v >= 0x80) {
        p[n++] = (uint8_t)(v | 0x80);
        v >>= 7;
    }
    p[n++] = (uint8_t)v;
    return n;
}
