/* Cold-object tier: Reed-Solomon 10+4 over 1 MiB shards with log/exp tables. */
#include <stddef.h>
#include <stdint.h>

#define K 10
#define M 4
#define SHARD (1u << 20)

static uint8_t gexp[512], glog[256];

void gf_setup(void)
{
    unsigned x = 1;
    for (int i = 0; i < 255; i++) {
        gexp[i] = gexp[i + 255] = (uint8_t)x;
        glog[x] = (uint8_t)i;
        x <<= 1;
        if (x & 0x100)
            x ^= 0x11d;
    }
}

static inline uint8_t gmul(uint8_t a, uint8_t b)
{
    return a && b ? gexp[glog[a] + glog[b]] : 0;
}

void rs_encode(const uint8_t mat[M][K], uint8_t *const data[K], uint8_t *const par[M])
{
    // region: erasure rs
    for (int r = 0; r < M; r++) {
        for (size_t i = 0; i < SHARD; i++) {
            uint8_t v = 0;
            for (int c = 0; c < K; c++)
                v ^= gmul(mat[r][c], data[c][i]);
            par[r][i] = v;
        }
    }
}
