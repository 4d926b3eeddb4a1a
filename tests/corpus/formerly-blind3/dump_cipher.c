#include <stdint.h>

#define DUMP_BLOCK (512 * 1024)

extern const uint32_t Te0[256], Te1[256], Te2[256], Te3[256];
extern const uint8_t S[256];

#define G(p) ((uint32_t)(p)[0] << 24 | (p)[1] << 16 | (p)[2] << 8 | (p)[3])
#define P(p, v) ((p)[0] = (v) >> 24, (p)[1] = (v) >> 16, (p)[2] = (v) >> 8, (p)[3] = (v))

struct sched { uint32_t rk[44]; };

/* blocks of the dump file are chained, each block starts from its own iv */
void dump_block_seal(const struct sched *k, const uint8_t iv[16], uint8_t *b)
{
    uint32_t x[4] = { G(iv), G(iv + 4), G(iv + 8), G(iv + 12) };
    const uint8_t *end = b + DUMP_BLOCK;

    // region: encrypt aes-cbc in-core async min=1024
    for (; b < end; b += 16) {
        uint32_t y[4];
        int r, i;

        for (i = 0; i < 4; i++)
            x[i] ^= G(b + 4 * i) ^ k->rk[i];
        for (r = 1; r < 10; r++) {
            for (i = 0; i < 4; i++)
                y[i] = Te0[x[i] >> 24] ^ Te1[x[(i + 1) & 3] >> 16 & 255]
                     ^ Te2[x[(i + 2) & 3] >> 8 & 255] ^ Te3[x[(i + 3) & 3] & 255]
                     ^ k->rk[4 * r + i];
            x[0] = y[0]; x[1] = y[1]; x[2] = y[2]; x[3] = y[3];
        }
        for (i = 0; i < 4; i++)
            y[i] = ((uint32_t)S[x[i] >> 24] << 24 | S[x[(i + 1) & 3] >> 16 & 255] << 16
                 | S[x[(i + 2) & 3] >> 8 & 255] << 8 | S[x[(i + 3) & 3] & 255]) ^ k->rk[40 + i];
        for (i = 0; i < 4; i++) {
            x[i] = y[i];
            P(b + 4 * i, x[i]);
        }
    }
}
