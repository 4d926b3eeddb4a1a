#include <stddef.h>
#include <stdint.h>

#define CHUNK   40
#define NDATA   5

struct stripe {
	uint64_t lba;
	uint8_t *d[NDATA];
	uint8_t *p;
};

void stripe_parity(struct stripe *s)
{
	size_t i;
	int k;

	// degrades: erasure
	for (i = 0; i < CHUNK / sizeof(uint64_t); i++) {
		uint64_t x = 0;
		for (k = 0; k < NDATA; k++)
			x ^= ((const uint64_t *)s->d[k])[i];
		((uint64_t *)s->p)[i] = x;
	}
}

void stripes_parity(struct stripe *v, int n)
{
	while (n-- > 0)
		stripe_parity(v++);
}
