#include <stdint.h>

#define POLY 0x11d

uint8_t gf_exp[512];
uint8_t gf_log[256];
uint8_t gf_inv[256];

void gf_setup(void)
{
    unsigned x = 1;

    // not: erasure
    for (unsigned i = 0; i < 255; i++) {
        gf_exp[i] = gf_exp[i + 255] = (uint8_t)x;
        gf_log[x] = (uint8_t)i;
        x <<= 1;
        if (x & 0x100)
            x ^= POLY;
    }
    // not: erasure
    for (unsigned i = 1; i < 256; i++)
        gf_inv[i] = gf_exp[255 - gf_log[i]];
}
