/* Storage target: the header digest covers the basic header only. */
#include <stdint.h>
#include <stddef.h>

struct bhs { uint8_t b[24]; };

extern const uint32_t crc32c_tab[256];

uint32_t header_digest(const struct bhs *h)
{
    uint32_t c = ~0u;
    // degrades: crc
    for (size_t i = 0; i < sizeof h->b; i++)
        c = crc32c_tab[(c ^ h->b[i]) & 255] ^ (c >> 8);
    return ~c;
}

int header_ok(const struct bhs *h, uint32_t wire)
{
    return header_digest(h) == wire;
}
