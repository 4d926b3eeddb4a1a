#include <stddef.h>
#include <stdint.h>

uint64_t sum_by_eight(uint64_t tab[8][256], uint64_t crc, const void *data, size_t len) {
    const unsigned char *p = data;

    // region: crc crc64 in-core async
    while (len >= 8) {
        crc ^= *(const uint64_t *)p;
        crc = tab[7][crc & 0xff] ^ tab[6][(crc >> 8) & 0xff] ^ tab[5][(crc >> 16) & 0xff] ^
              tab[4][(crc >> 24) & 0xff] ^ tab[3][(crc >> 32) & 0xff] ^ tab[2][(crc >> 40) & 0xff] ^
              tab[1][(crc >> 48) & 0xff] ^ tab[0][crc >> 56];
        p += 8;
        len -= 8;
    }
    return crc;
}
