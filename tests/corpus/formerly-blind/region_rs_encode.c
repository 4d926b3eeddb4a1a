#include <stdint.h>
#include <string.h>

extern const uint8_t gf_mul_tab[256][256];

enum { K = 10, M = 4, SHARD = 1 << 20 };

/* Reed-Solomon over GF(2^8): m parity shards of k data shards. */
void rs_encode(uint8_t parity[M][SHARD], uint8_t data[K][SHARD], const uint8_t matrix[M][K])
{
    for (int j = 0; j < M; j++) {
        memset(parity[j], 0, SHARD);
        for (int k = 0; k < K; k++) {
            const uint8_t *row = gf_mul_tab[matrix[j][k]];
            // region: erasure
            for (int i = 0; i < SHARD; i++)
                parity[j][i] ^= row[data[k][i]];
        }
    }
}
