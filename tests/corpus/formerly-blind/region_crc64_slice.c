#include <stdint.h>
#include <stddef.h>

extern const uint64_t crc64_tab[256];   /* reflected 0xc96c5795d7870f42 */

uint64_t object_crc64(uint64_t crc, const void *data, size_t len)
{
    const uint8_t *p = data;
    crc = ~crc;
    // region: crc
    for (; len; len--)
        crc = crc64_tab[(uint8_t)crc ^ *p++] ^ crc >> 8;
    return ~crc;
}

struct object { const void *body; size_t len; uint64_t crc; };

void objects_seal(struct object *o, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (o[i].len >= 1 << 20)
            o[i].crc = object_crc64(0, o[i].body, o[i].len);
}
