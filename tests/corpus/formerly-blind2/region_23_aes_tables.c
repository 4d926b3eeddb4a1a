/* Embedded-heritage AES-128 CTR with T-tables, used to encrypt video segments
 * of 2..8 MiB on a packaging server. */
#include <stddef.h>
#include <stdint.h>

extern const uint32_t Te0[256], Te1[256], Te2[256], Te3[256];
extern const uint8_t  Sbox[256];

#define SEGMENT_MIN (2u << 20)

struct drm { uint32_t rk[44]; uint32_t ctr[4]; };

static void put_be(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)(v >> 24); p[1] = (uint8_t)(v >> 16); p[2] = (uint8_t)(v >> 8); p[3] = (uint8_t)v;
}

int segment_crypt(struct drm *k, uint8_t *buf, size_t len)
{
    uint8_t ks[16];

    if (len < SEGMENT_MIN || len % 16)
        return -1;
    // region: encrypt
    for (size_t off = 0; off < len; off += 16) {
        uint32_t s[4], t[4];
        for (int i = 0; i < 4; i++)
            s[i] = k->ctr[i] ^ k->rk[i];
        for (int r = 1; r < 10; r++) {
            for (int i = 0; i < 4; i++)
                t[i] = Te0[s[i] >> 24] ^ Te1[s[(i + 1) & 3] >> 16 & 255] ^
                       Te2[s[(i + 2) & 3] >> 8 & 255] ^ Te3[s[(i + 3) & 3] & 255] ^ k->rk[4 * r + i];
            for (int i = 0; i < 4; i++)
                s[i] = t[i];
        }
        for (int i = 0; i < 4; i++)
            put_be(ks + 4 * i, ((uint32_t)Sbox[s[i] >> 24] << 24 | (uint32_t)Sbox[s[(i + 1) & 3] >> 16 & 255] << 16 |
                                (uint32_t)Sbox[s[(i + 2) & 3] >> 8 & 255] << 8 | Sbox[s[(i + 3) & 3] & 255]) ^ k->rk[40 + i]);
        for (int i = 0; i < 16; i++)
            buf[off + (size_t)i] ^= ks[i];
        if (++k->ctr[3] == 0)
            k->ctr[2]++;
    }
    return 0;
}
