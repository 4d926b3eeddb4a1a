#include <stdint.h>
#include <stddef.h>

#define LANES (64u << 20)

struct gen { uint64_t a, b; };

static inline uint64_t step(struct gen *g)
{
	uint64_t t = g->a, s = g->b;

	g->a = s;
	t ^= t << 23;
	t ^= t >> 18;
	t ^= s ^ (s >> 5);
	g->b = t;
	return t + s;
}

/* writes the pattern of pass n, the reader regenerates it from the seed */
void memtest_write(uint64_t *ram, uint64_t seed)
{
	struct gen g = { seed, ~seed };

	// not: fill
	for (size_t i = 0; i < LANES; i++)
		ram[i] = step(&g);
}
