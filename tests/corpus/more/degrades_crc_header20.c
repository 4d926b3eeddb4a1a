#include <stdint.h>

extern const uint32_t crc_table[256];

struct hdr { uint8_t raw[20]; };

uint32_t hdr_crc(const struct hdr *h)
{
    uint32_t c = 0xffffffffu;
    // degrades: crc
    for (int i = 0; i < 20; i++)
        c = crc_table[(c ^ h->raw[i]) & 0xff] ^ (c >> 8);
    return ~c;
}
