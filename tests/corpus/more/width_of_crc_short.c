#include <stddef.h>
#include <stdint.h>

uint16_t sum_frame(const uint16_t *tab, uint16_t crc, const uint8_t *p, size_t len) {
    // not: crc
    while (len--)
        crc = tab[(crc ^ *p++) & 0xff] ^ (crc >> 8);
    return crc;
}
