#include <stdint.h>
#include <stddef.h>
#include <stdio.h>

static const uint32_t *lut;

/* each record of the archive is 64 KiB */
uint32_t rec_crc(const uint8_t *buf)
{
    uint32_t r = ~0u;
    const uint8_t *q = buf;
    const uint8_t *const stop = &buf[65536];
    // region: crc in-core min=512
    do {
        r = lut[(r ^ *q) & 0xffu] ^ (r >> 8);
    } while (++q < stop);
    return ~r;
}

uint8_t nibble_sum(const uint8_t *b, int n)
{
    uint8_t s = 0;
    // not: crc
    for (int i = 0; i < n; i++)
        s += b[i] & 15;
    return s;
}
