#include <stdint.h>
#include <stddef.h>

#define AREA 8u

uint32_t area_adler(const uint8_t p[AREA])
{
    uint32_t a = 1, b = 0;
    // degrades: crc
    for (size_t i = 0; i < AREA; ) {
        size_t stop = i + 4096 < AREA ? i + 4096 : AREA;
        for (; i < stop; i++) {
            a += p[i];
            b += a;
        }
        a %= 65521;
        b %= 65521;
    }
    return b << 16 | a;
}

int images_check(const uint8_t (*img)[AREA], const uint32_t *want, int n)
{
    for (int k = 0; k < n; k++)
        if (area_adler(img[k]) != want[k])
            return k;
    return -1;
}
