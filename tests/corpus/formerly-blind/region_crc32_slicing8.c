#include <stdint.h>
#include <string.h>
#include <stddef.h>

extern const uint32_t T[8][256];   /* 0xedb88320 */

/* Slicing by eight. */
uint32_t file_crc(uint32_t c, const uint8_t *p, size_t n)
{
    c = ~c;
    // region: crc
    while (n >= 8) {
        uint32_t a, b;
        memcpy(&a, p, 4);
        memcpy(&b, p + 4, 4);
        a ^= c;
        c = T[7][a & 255] ^ T[6][a >> 8 & 255] ^ T[5][a >> 16 & 255] ^ T[4][a >> 24]
          ^ T[3][b & 255] ^ T[2][b >> 8 & 255] ^ T[1][b >> 16 & 255] ^ T[0][b >> 24];
        p += 8;
        n -= 8;
    }
    while (n--)
        c = T[0][(c ^ *p++) & 255] ^ c >> 8;
    return ~c;
}
