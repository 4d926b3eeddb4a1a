#include <stdint.h>

#define CHUNK 32768

typedef uint64_t u64;

static inline u64 mul2(u64 v)
{
	u64 hi = v & 0x8080808080808080ULL;

	return ((v << 1) & 0xfefefefefefefefeULL) ^ (((hi << 1) - (hi >> 7)) & 0x1d1d1d1d1d1d1d1dULL);
}

void r6_syndromes(int disks, u64 **d, u64 *p, u64 *q)
{
	int i, z, z0 = disks - 3;

	// region: erasure in-core
	for (i = 0; i < (int)(CHUNK / sizeof(u64)); i++) {
		u64 wp, wq;

		wp = wq = d[z0][i];
		for (z = z0 - 1; z >= 0; z--) {
			wp ^= d[z][i];
			wq = mul2(wq) ^ d[z][i];
		}
		p[i] = wp;
		q[i] = wq;
	}
}
