#include <stdint.h>

#define ADLER_MOD 65521u
#define NOOVF     5552u

/* len: one page of the tile archive, 64 KiB to 512 KiB */
uint32_t tile_sum(const uint8_t *p, uint32_t len)
{
    uint32_t a = 1, b = 0;

    // region: crc adler32 in-core
    while (len) {
        uint32_t k = len < NOOVF ? len : NOOVF;
        len -= k;
        while (k--) {
            a += *p++;
            b += a;
        }
        a %= ADLER_MOD;
        b %= ADLER_MOD;
    }
    return b << 16 | a;
}
