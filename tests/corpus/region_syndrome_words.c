#include <stddef.h>
#include <stdint.h>

#define REP(x) ((x) * 0x0101010101010101ULL)

static uint64_t twice(uint64_t v)
{
	return (v << 1) & REP(0xfe);
}

static uint64_t overflow(uint64_t v)
{
	uint64_t top = v & REP(0x80);
	return (top << 1) - (top >> 7);
}

void raid_gen_syndrome(int disks, size_t bytes, uint64_t **data, uint64_t *p, uint64_t *q)
{
	// region: erasure rs in-core
	for (size_t at = 0; at < bytes / 8; at++) {
		uint64_t wp = data[disks - 1][at], wq = wp;
		for (int z = disks - 2; z >= 0; z--) {
			uint64_t wd = data[z][at];
			wp ^= wd;
			wq = (twice(wq) ^ (overflow(wq) & REP(0x1d))) ^ wd;
		}
		p[at] = wp;
		q[at] = wq;
	}
}
