#include <stdint.h>

extern const uint8_t gfexp[512], gflog[256];

#define SHARD (1 << 20)
#define K 10
#define M 4

void encode(uint8_t *data[K], uint8_t *par[M], const uint8_t coef[M][K])
{
	for (int m = 0; m < M; m++)
		for (int k = 0; k < K; k++) {
			uint8_t c = gflog[coef[m][k]];
			// region: erasure rs in-core min=4096
			for (int i = 0; i < SHARD; i++)
				if (data[k][i])
					par[m][i] ^= gfexp[c + gflog[data[k][i]]];
		}
}
