#include <stdint.h>
#include <stddef.h>

extern const uint32_t tbl_1edc6f41[256];

struct pkt_head {
    uint32_t magic;
    uint16_t version, kind;
    uint64_t term;
    uint64_t index;
    uint32_t length;
} __attribute__((packed));

/* guards the 28 bytes in front of each entry; the payload has its own */
uint32_t pkt_head_sum(const struct pkt_head *h)
{
    const uint8_t *p = (const uint8_t *)h;
    uint32_t c = 0xffffffffu;

    // degrades: crc
    for (size_t i = 0; i < sizeof(*h); i++)
        c = tbl_1edc6f41[(c ^ p[i]) & 0xff] ^ (c >> 8);
    return ~c;
}
