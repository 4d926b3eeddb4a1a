#include <stdint.h>
#include <stddef.h>

#define COVERED 8192

extern const uint32_t castagnoli[256];   /* reflected 0x82f63b78 */

static uint32_t crc32c_bytes(uint32_t crc, const uint8_t *p, size_t n)
{
    crc = ~crc;
    // region: crc crc32c
    while (n--)
        crc = castagnoli[(crc ^ *p++) & 0xff] ^ (crc >> 8);
    return ~crc;
}

/* Every page read from the store is checked before anyone sees it. */
int page_verify(const uint8_t *page, uint32_t stored)
{
    return crc32c_bytes(0, page, COVERED) == stored ? 0 : -1;
}
