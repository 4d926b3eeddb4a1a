/* Package mirror: rolling verification of 8 MiB ranges with Adler-32. */
#include <stddef.h>
#include <stdint.h>

#define RANGE (8u << 20)
#define MODP  65521u
#define NMAX  5552u

uint32_t range_adler(const uint8_t *p)
{
    uint32_t a = 1, b = 0;
    size_t left = RANGE;

    // region: crc adler32
    while (left) {
        size_t n = left < NMAX ? left : NMAX;
        left -= n;
        while (n--) {
            a += *p++;
            b += a;
        }
        a %= MODP;
        b %= MODP;
    }
    return b << 16 | a;
}
