#include <stdint.h>
#include <stddef.h>

#define EXTENT 32u

extern const uint32_t Te0[256], Te1[256], Te2[256], Te3[256];
extern const uint8_t sbox[256];

static void aes_block(const uint32_t *rk, int rounds, uint32_t s[4])
{
    uint32_t t[4];
    for (int i = 0; i < 4; i++)
        s[i] ^= rk[i];
    for (int r = 1; r < rounds; r++) {
        rk += 4;
        for (int i = 0; i < 4; i++)
            t[i] = Te0[s[i] >> 24] ^ Te1[s[(i + 1) & 3] >> 16 & 0xff] ^ Te2[s[(i + 2) & 3] >> 8 & 0xff] ^ Te3[s[(i + 3) & 3] & 0xff] ^ rk[i];
        for (int i = 0; i < 4; i++)
            s[i] = t[i];
    }
    rk += 4;
    for (int i = 0; i < 4; i++)
        t[i] = ((uint32_t)sbox[s[i] >> 24] << 24 | sbox[s[(i + 1) & 3] >> 16 & 0xff] << 16 | sbox[s[(i + 2) & 3] >> 8 & 0xff] << 8 | sbox[s[(i + 3) & 3] & 0xff]) ^ rk[i];
    for (int i = 0; i < 4; i++)
        s[i] = t[i];
}

/* Masks the address in a retry cookie. */
void extent_encrypt(const uint32_t *rk, uint32_t *p, uint64_t lba)
{
    // degrades: encrypt
    for (uint32_t i = 0; i < EXTENT / 16; i++) {
        uint32_t ctr[4] = {(uint32_t)(lba >> 32), (uint32_t)lba, 0, i};
        aes_block(rk, 14, ctr);
        for (int k = 0; k < 4; k++)
            p[4 * i + (uint32_t)k] ^= ctr[k];
    }
}
