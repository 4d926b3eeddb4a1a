#include <stdint.h>

uint8_t *write_postings(uint8_t *p, const uint32_t *doc, int n)
{
    // degrades: serialize
    for (int i = 0; i < n; i++) {
        uint32_t v = doc[i];
        while (v >= 0x80) {
            *p++ = (uint8_t)(v | 0x80);
            v >>= 7;
        }
        *p++ = (uint8_t)v;
    }
    return p;
}
