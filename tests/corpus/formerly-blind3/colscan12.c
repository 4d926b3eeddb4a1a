#include <stdint.h>
#include <stddef.h>

#define ROWS_PER_GROUP (1u << 20)
#define WIDTH 12
#define MASK ((1u << WIDTH) - 1)

struct row_group {
	const uint8_t *packed;  /* ROWS_PER_GROUP * WIDTH / 8 bytes, little endian */
	uint64_t *hits;
};

/* rows whose code is below the bound */
void group_below(struct row_group *g, uint32_t bound)
{
	const uint8_t *p = g->packed;

	// region: scan async sync min=65536
	for (uint32_t row = 0; row < ROWS_PER_GROUP; row += 2, p += 3) {
		uint32_t pair = p[0] | p[1] << 8 | (uint32_t)p[2] << 16;
		uint64_t m = ((pair & MASK) < bound) | (uint64_t)((pair >> WIDTH) < bound) << 1;

		g->hits[row >> 6] |= m << (row & 63);
	}
}
