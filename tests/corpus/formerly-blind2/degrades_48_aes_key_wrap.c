/* Key wrap: one 16-byte block per stored key, portable AES S-box rounds. */
#include <stdint.h>

extern const uint8_t SBOX[256];

static uint8_t x2(uint8_t b) { return (uint8_t)(b << 1 ^ (b >> 7) * 0x1b); }

void wrap_block(uint8_t s[16], const uint8_t rk[11][16])
{
    uint8_t t[16];

    for (int i = 0; i < 16; i++)
        s[i] ^= rk[0][i];
    // degrades: encrypt
    for (int r = 1; r <= 10; r++) {
        for (int i = 0; i < 16; i++)
            t[i] = SBOX[s[(i + 4 * (i & 3)) & 15]];
        for (int c = 0; c < 16; c += 4) {
            uint8_t all = t[c] ^ t[c + 1] ^ t[c + 2] ^ t[c + 3];
            for (int i = 0; i < 4; i++)
                s[c + i] = r == 10 ? t[c + i] : (uint8_t)(t[c + i] ^ all ^ x2((uint8_t)(t[c + i] ^ t[c + ((i + 1) & 3)])));
        }
        for (int i = 0; i < 16; i++)
            s[i] ^= rk[r][i];
    }
}
