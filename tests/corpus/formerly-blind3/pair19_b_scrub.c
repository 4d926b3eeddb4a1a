#include <stdint.h>
#include <string.h>

#define UNIT 32
#define UNITS_PER_PASS 256

struct leg { const uint8_t *map; };     /* digests of the extents, in memory */

struct pass {
	struct leg a, b;
	uint64_t first;
	uint8_t differs[UNITS_PER_PASS];
};

/* one pass of the background scrubber over both legs of the mirror */
int scrub_pass(struct pass *ps)
{
	int bad = 0;

	for (int i = 0; i < UNITS_PER_PASS; i++) {
		uint64_t off = (ps->first + i) * UNIT;

		// degrades: compare
		ps->differs[i] = memcmp(ps->a.map + off, ps->b.map + off, UNIT) != 0;
		bad += ps->differs[i];
	}
	return bad;
}
