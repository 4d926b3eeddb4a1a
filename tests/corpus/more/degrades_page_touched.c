#include <string.h>
#include <stdint.h>

#define PG 4096

/* Copies a page and patches its checksum field. */
void clone_page(uint8_t *dst, const uint8_t *src, uint32_t lsn)
{
    // degrades: copy
    memcpy(dst, src, PG);
    dst[0] = (uint8_t)lsn;
    dst[1] = (uint8_t)(lsn >> 8);
    for (int i = 2; i < 64; i++)
        dst[63] ^= dst[i];
}
