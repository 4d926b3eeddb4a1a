#include <stdint.h>
#include <string.h>

static const uint8_t sbox[256] = { 0x63, 0x7c, 0x77, 0x7b, 0xf2, 0x6b };

static uint8_t xtime(uint8_t x) { return (uint8_t)(x << 1 ^ (x >> 7) * 0x1b); }

static void cipher(uint8_t s[16], const uint8_t *rk)
{
    for (int r = 1; r < 11; r++) {
        uint8_t t[16];
        for (int i = 0; i < 16; i++)
            t[i] = sbox[s[(i * 5) & 15]];
        for (int i = 0; i < 16; i++)
            s[i] = (uint8_t)(xtime(t[i]) ^ t[i ^ 1] ^ rk[16 * r + i]);
    }
}

void volume_seal(const uint8_t *rk, uint8_t iv[16], uint8_t *data, unsigned long blocks)
{
    // region: encrypt in-core min=512
    for (unsigned long b = 0; b < blocks; b++, data += 16) {
        for (int i = 0; i < 16; i++)
            data[i] ^= iv[i];
        cipher(data, rk);
        iv = data;
    }
}
