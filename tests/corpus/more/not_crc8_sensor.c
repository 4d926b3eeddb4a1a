#include <stdint.h>

/* The sensor's own eight-bit check of two bytes. */
uint8_t check(const uint8_t *p, int n)
{
    uint8_t c = 0xff;
    // not: hash
    for (int i = 0; i < n; i++) {
        c ^= p[i];
        for (int b = 0; b < 8; b++)
            c = c & 0x80 ? (uint8_t)(c << 1 ^ 0x31) : (uint8_t)(c << 1);
    }
    return c;
}
