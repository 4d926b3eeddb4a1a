/* Storage protocol: CRC-32C of the basic header, table driven. */
#include <stddef.h>
#include <stdint.h>

#define COVER 16

struct pdu { uint8_t bytes[COVER]; uint32_t digest; };

extern const uint32_t crctab_c[256];

void pdu_stamp(struct pdu *p)
{
    uint32_t c = ~0u;
    // degrades: crc
    for (size_t i = 0; i < COVER; i++)
        c = crctab_c[(uint8_t)c ^ p->bytes[i]] ^ (c >> 8);
    p->digest = ~c;
}

int pdu_ok(struct pdu *p)
{
    uint32_t was = p->digest;
    pdu_stamp(p);
    return was == p->digest;
}
