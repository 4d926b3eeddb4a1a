/* Tape backup: each 256 KiB record carries a CRC-32 in its trailer.  The
 * implementation came from a microcontroller project and works bit by bit. */
#include <stddef.h>
#include <stdint.h>

enum { RECORD = 256 * 1024, TRAILER = 8 };

struct record {
    uint8_t data[RECORD - TRAILER];
    uint8_t trailer[TRAILER];
};

static uint32_t rec_sum(const uint8_t *d, size_t len)
{
    uint32_t r = 0xffffffffu;
    // region: crc crc32
    for (size_t i = 0; i < len; i++) {
        r ^= d[i];
        for (int b = 0; b < 8; b++)
            r = (r >> 1) ^ (0xedb88320u & (0u - (r & 1u)));
    }
    return r ^ 0xffffffffu;
}

void record_seal(struct record *r, uint32_t seq)
{
    uint32_t s = rec_sum(r->data, sizeof r->data);
    for (int i = 0; i < 4; i++) {
        r->trailer[i] = (uint8_t)(s >> (8 * i));
        r->trailer[4 + i] = (uint8_t)(seq >> (8 * i));
    }
}
