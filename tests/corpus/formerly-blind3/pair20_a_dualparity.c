#include <stdint.h>

#define STRIP 16384

typedef uint64_t u64;

static inline u64 times2(u64 v)
{
	u64 hi = v & 0x8080808080808080ull;

	return ((v << 1) & 0xfefefefefefefefeull) ^
	       ((hi >> 7) * 0x1d);
}

struct geom { int ndata; };

/* ptrs: data 0..n-1, then p, then q */
void syndrome(const struct geom *g, void **ptrs)
{
	u64 *p = ptrs[g->ndata], *q = ptrs[g->ndata + 1];

	// region: erasure in-core min=4096
	for (int i = 0; i < STRIP / 8; i++) {
		u64 wp, wq;
		int z = g->ndata - 1;

		wp = wq = ((u64 *)ptrs[z])[i];
		while (--z >= 0) {
			u64 wd = ((u64 *)ptrs[z])[i];
			wp ^= wd;
			wq = times2(wq) ^ wd;
		}
		p[i] = wp;
		q[i] = wq;
	}
}
