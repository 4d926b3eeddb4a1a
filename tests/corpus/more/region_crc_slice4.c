#include <stdint.h>
#include <stddef.h>

extern const uint32_t crc_tab[4][256];
#define POLY 0x82f63b78u

uint32_t chunk_crc(uint32_t crc, const uint32_t *w, size_t words)
{
    // region: crc crc32c in-core async min=512
    for (size_t i = 0; i < words; i += 1) {
        crc ^= w[i];
        crc = crc_tab[3][crc & 0xff] ^ crc_tab[2][(crc >> 8) & 0xff] ^ crc_tab[1][(crc >> 16) & 0xff] ^ crc_tab[0][crc >> 24];
    }
    return crc;
}
