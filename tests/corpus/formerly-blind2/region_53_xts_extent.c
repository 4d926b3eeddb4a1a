/* Encrypted volume server: 1 MiB extents, a queue of 32 independent requests
 * per core.  The crypto layer predates AES-NI and runs byte-oriented AES. */
#include <stdint.h>
#include <stddef.h>

#define EXTENT  (1 << 20)
#define SECTOR  4096

extern const uint8_t  inv_free_sbox[256];

static uint8_t xt(uint8_t b) { return (uint8_t)(b << 1 ^ (b >> 7) * 0x1b); }

/* tweak[] holds the already encrypted tweak of every sector */
void extent_encrypt(uint8_t *buf, uint8_t tweak[EXTENT / SECTOR][16], const uint8_t rk[15][16])
{
    // region: encrypt
    for (size_t o = 0; o < EXTENT; o += 16) {
        uint8_t *t = tweak[o / SECTOR], s[16], m[16], carry = 0;
        for (int i = 0; i < 16; i++)
            s[i] = buf[o + i] ^ t[i] ^ rk[0][i];
        for (int r = 1; r <= 14; r++) {
            for (int i = 0; i < 16; i++)                 /* SubBytes + ShiftRows */
                m[i] = inv_free_sbox[s[(i + 4 * (i & 3)) & 15]];
            for (int c = 0; c < 16; c += 4) {            /* MixColumns */
                uint8_t a = m[c] ^ m[c + 1] ^ m[c + 2] ^ m[c + 3], f = m[c];
                for (int i = 0; i < 4; i++)
                    s[c + i] = (uint8_t)(r == 14 ? m[c + i] : m[c + i] ^ a ^ xt((uint8_t)(m[c + i] ^ (i == 3 ? f : m[c + i + 1]))));
            }
            for (int i = 0; i < 16; i++)
                s[i] ^= rk[r][i];
        }
        for (int i = 0; i < 16; i++) {
            uint8_t n = (uint8_t)(t[i] << 1 | carry);
            buf[o + i] = s[i] ^ t[i];
            carry = t[i] >> 7;
            t[i] = n;
        }
        if (carry)
            t[0] ^= 0x87;
    }
}
