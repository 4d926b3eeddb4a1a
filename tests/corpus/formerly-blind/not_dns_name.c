#include <stdint.h>
#include <string.h>
#include <stddef.h>

struct dns_comp { const uint8_t *base; uint16_t off[64]; unsigned n; };

/* Finds a suffix of the name already in the packet (RFC 1035 4.1.4). */
int dns_compress_name(struct dns_comp *c, const uint8_t *name, uint8_t *out, size_t room)
{
    for (unsigned i = 0; i < c->n; i++) {
        const uint8_t *seen = c->base + c->off[i];
        unsigned k = 0;
        // not: compare
        while (seen[k] && (seen[k] | 0x20) == (name[k] | 0x20))
            k++;
        if (seen[k] == name[k] && room >= 2) {
            out[0] = 0xc0 | c->off[i] >> 8;
            out[1] = c->off[i] & 0xff;
            return 2;
        }
    }
    return 0;
}
