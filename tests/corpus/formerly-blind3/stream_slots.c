#include <stdlib.h>
#include <zlib.h>

#define NSLOTS 128

struct slot {
	z_stream tx, rx;
	int busy;
};

static struct slot *slots;

/* one pair of contexts for every worker connection */
int slots_open(int level)
{
	// degrades: fill
	slots = calloc(NSLOTS, sizeof(*slots));
	if (!slots)
		return -1;
	for (int i = 0; i < NSLOTS; i++) {
		// not: compress
		if (deflateInit2(&slots[i].tx, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
			return -1;
		// not: decompress
		if (inflateInit2(&slots[i].rx, -15) != Z_OK)
			return -1;
	}
	return 0;
}

void slots_release(struct slot *s)
{
	// not: compress
	deflateReset(&s->tx);
	// not: decompress
	inflateReset(&s->rx);
	s->busy = 0;
}
