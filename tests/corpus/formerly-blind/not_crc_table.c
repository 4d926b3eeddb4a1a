#include <stdint.h>

static uint32_t tab[8][256];

static void build_tables(void)
{
    // not: crc
    for (unsigned n = 0; n < 256; n++) {
        uint32_t c = n;
        for (int k = 0; k < 8; k++)
            c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1;
        tab[0][n] = c;
    }
    for (unsigned n = 0; n < 256; n++)
        for (int s = 1; s < 8; s++)
            tab[s][n] = tab[0][tab[s - 1][n] & 0xff] ^ (tab[s - 1][n] >> 8);
}

const uint32_t *checksum_tables(void)
{
    static int ready;
    if (!ready) { build_tables(); ready = 1; }
    return &tab[0][0];
}
