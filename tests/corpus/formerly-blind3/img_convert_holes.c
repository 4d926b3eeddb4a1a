#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLUSTER (2u << 20)
#define DEPTH 32

struct cluster {
	uint64_t lba;
	const uint64_t *map;
	bool hole;
};

static bool all_clear(const uint64_t *w, size_t words)
{
	uint64_t acc = 0;
	size_t i;

	// region: compare async batch sync min=16384
	for (i = 0; i < words; i++)
		acc |= w[i];
	return acc == 0;
}

/* decide for a window of freshly read clusters which become holes */
unsigned mark_holes(struct cluster c[DEPTH])
{
	unsigned holes = 0;

	for (int i = 0; i < DEPTH; i++) {
		c[i].hole = all_clear(c[i].map, CLUSTER / sizeof(uint64_t));
		holes += c[i].hole;
	}
	return holes;
}
