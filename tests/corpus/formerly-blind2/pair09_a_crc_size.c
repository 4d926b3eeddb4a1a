/* Storage protocol: CRC-32C of the data section, table driven. */
#include <stddef.h>
#include <stdint.h>

#define COVER (1024 * 1024)

struct pdu { uint8_t bytes[COVER]; uint32_t digest; };

extern const uint32_t crctab_c[256];

void pdu_stamp(struct pdu *p)
{
    uint32_t c = ~0u;
    // region: crc
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
