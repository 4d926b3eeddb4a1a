#include <stdint.h>
#include <string.h>

#define K 8
#define M 3
#define SHARD (256 * 1024)

extern const uint8_t gf_exp[512], gf_log[256];
extern const uint8_t coef[M][K];

struct object_stripe {
	uint8_t *data[K];
	uint8_t *code[M];
};

void stripe_encode(struct object_stripe *s)
{
	// region: erasure rs in-core min=4096
	for (int m = 0; m < M; m++) {
		uint8_t *o = s->code[m];

		for (int b = 0; b < SHARD; b++) {
			uint8_t v = 0;

			for (int k = 0; k < K; k++) {
				uint8_t d = s->data[k][b];
				if (d)
					v ^= gf_exp[gf_log[d] + gf_log[coef[m][k]]];
			}
			o[b] = v;
		}
	}
}
