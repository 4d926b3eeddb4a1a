#include <stdint.h>

extern const uint32_t Te0[256], Te1[256], Te2[256], Te3[256];

void aes_round(uint32_t t[4], const uint32_t s[4], const uint32_t *rk)
{
    // not: crc
    for (int i = 0; i < 4; i++)
        t[i] = Te0[s[i] >> 24] ^ Te1[(s[(i + 1) & 3] >> 16) & 0xff] ^ Te2[(s[(i + 2) & 3] >> 8) & 0xff] ^ Te3[s[(i + 3) & 3] & 0xff] ^ rk[i];
}
