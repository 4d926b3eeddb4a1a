#include <stdint.h>

#define N (1 << 22)

int ge(const int64_t *v, int64_t bound, uint32_t *restrict pos)
{
	int k = 0;
	// region: scan async sync min=65536
	for (int i = 0; i < N; ++i) {
		pos[k] = i;
		k += v[i] >= bound;
	}
	return k;
}

void bits(const uint16_t *restrict c, uint16_t eq, uint32_t *restrict m)
{
	// region: scan async sync min=65536
	for (int i = 0; i < N / 32; ++i) {
		uint32_t w = 0;
		for (int j = 0; j < 32; ++j)
			w |= (uint32_t)(c[32 * i + j] == eq) << j;
		m[i] = w;
	}
}

void small(const uint16_t *c, uint8_t *hit)
{
	// degrades: scan
	for (int i = 0; i < 12; ++i)
		hit[i >> 3] |= (c[i] > 7) << (i & 7);
}
