/* Write-ahead log scrubber: walks closed 1 MiB segments and checks the
 * CRC-32C kept in the segment footer. */
#include <stddef.h>
#include <stdint.h>

#define SEG_BYTES (1u << 20)
#define FOOTER    16

static uint32_t tab[256];

void walcrc_init(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int k = 0; k < 8; k++)
            c = c & 1 ? (c >> 1) ^ 0x82f63b78u : c >> 1;
        tab[i] = c;
    }
}

static uint32_t walcrc(uint32_t crc, const uint8_t *p, size_t n)
{
    crc = ~crc;
    // region: crc crc32c
    while (n--)
        crc = tab[(crc ^ *p++) & 0xff] ^ (crc >> 8);
    return ~crc;
}

int scrub_segment(const uint8_t *seg)
{
    uint32_t want = (uint32_t)seg[SEG_BYTES - 4] | (uint32_t)seg[SEG_BYTES - 3] << 8 |
                    (uint32_t)seg[SEG_BYTES - 2] << 16 | (uint32_t)seg[SEG_BYTES - 1] << 24;
    return walcrc(0, seg, SEG_BYTES - FOOTER) == want ? 0 : -1;
}
