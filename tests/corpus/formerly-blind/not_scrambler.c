#include <stdint.h>
#include <stddef.h>

/* DVB energy dispersal: PRBS 1 + x^14 + x^15 over transport packets. */
void ts_randomise(uint8_t *pkts, size_t n)
{
    uint16_t reg = 0x4a80 >> 1;
    // not: crc
    for (size_t i = 0; i < n * 188; i++) {
        uint8_t out = 0;
        for (int b = 0; b < 8; b++) {
            unsigned bit = ((reg >> 13) ^ (reg >> 14)) & 1;
            reg = (uint16_t)(reg << 1 | bit);
            out = (uint8_t)(out << 1 | bit);
        }
        if (i % 188)
            pkts[i] ^= out;
    }
}
