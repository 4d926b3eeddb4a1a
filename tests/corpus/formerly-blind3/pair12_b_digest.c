#include <stdint.h>
#include <stdio.h>

#define ROR(x, n) (((x) >> (n)) | ((x) << (32 - (n))))
#define NONCE_CHUNK 64u

extern const uint32_t K256[64];

static void absorb(uint32_t h[8], const uint8_t *p, uint32_t nblk)
{
    // degrades: hash
    while (nblk--) {
        uint32_t w[64], v[8];
        for (int i = 0; i < 16; i++, p += 4)
            w[i] = (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
        for (int i = 16; i < 64; i++)
            w[i] = w[i - 16] + w[i - 7]
                 + (ROR(w[i - 15], 7) ^ ROR(w[i - 15], 18) ^ w[i - 15] >> 3)
                 + (ROR(w[i - 2], 17) ^ ROR(w[i - 2], 19) ^ w[i - 2] >> 10);
        for (int i = 0; i < 8; i++)
            v[i] = h[i];
        for (int i = 0; i < 64; i++) {
            uint32_t t1 = v[7] + (ROR(v[4], 6) ^ ROR(v[4], 11) ^ ROR(v[4], 25))
                        + ((v[4] & v[5]) ^ (~v[4] & v[6])) + K256[i] + w[i];
            uint32_t t2 = (ROR(v[0], 2) ^ ROR(v[0], 13) ^ ROR(v[0], 22))
                        + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
            v[7] = v[6]; v[6] = v[5]; v[5] = v[4]; v[4] = v[3] + t1;
            v[3] = v[2]; v[2] = v[1]; v[1] = v[0]; v[0] = t1 + t2;
        }
        for (int i = 0; i < 8; i++)
            h[i] += v[i];
    }
}

/* nonce: peer id and counter, already padded to one block */
void nonce_digest(const uint8_t nonce[NONCE_CHUNK], uint32_t h[8])
{
    absorb(h, nonce, NONCE_CHUNK / 64);
}
