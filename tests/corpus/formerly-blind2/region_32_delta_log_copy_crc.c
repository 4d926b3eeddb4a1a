/* Replicated journal: a 256 KiB group commit is copied into the send ring and
 * gets a CRC-32C; table code, no hardware instruction used. */
#include <stdint.h>
#include <string.h>

#define GROUP (256 * 1024)

extern const uint32_t castagnoli[256];

struct sendring { uint8_t *slot; uint32_t sum; };

void group_commit(struct sendring *r, const uint8_t *group)
{
    uint32_t c = 0xffffffffu;

    // region: copy
    memcpy(r->slot, group, GROUP);
    // region: crc crc32c
    for (uint32_t i = 0; i < GROUP; i++)
        c = castagnoli[(c ^ group[i]) & 0xff] ^ (c >> 8);
    r->sum = ~c;
}
