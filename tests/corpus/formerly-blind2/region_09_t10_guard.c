/* Software T10 protection information for a 1 MiB write split in 4 KiB
 * logical blocks (256 guard tags per request). */
#include <stdint.h>
#include <stddef.h>

#define LBS    4096
#define BLOCKS 256

struct pi_tuple { uint16_t guard; uint16_t app; uint32_t ref; };

static uint16_t dif_tab[256];

void dif_setup(void)
{
    for (unsigned i = 0; i < 256; i++) {
        uint16_t c = (uint16_t)(i << 8);
        for (int b = 0; b < 8; b++)
            c = (uint16_t)((c & 0x8000) ? (c << 1) ^ 0x8bb7 : c << 1);
        dif_tab[i] = c;
    }
}

void pi_generate(const uint8_t *data, struct pi_tuple *pi, uint32_t lba)
{
    // region: crc
    for (int b = 0; b < BLOCKS; b++, data += LBS) {
        uint16_t g = 0;
        for (int i = 0; i < LBS; i++)
            g = (uint16_t)((g << 8) ^ dif_tab[(g >> 8) ^ data[i]]);
        pi[b].guard = g;
        pi[b].app = 0;
        pi[b].ref = lba + (uint32_t)b;
    }
}
