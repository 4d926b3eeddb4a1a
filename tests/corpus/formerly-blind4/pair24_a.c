#include <stdint.h>
#include <stddef.h>
#include <stdbool.h>

#define CLUSTER (1024 * 1024)

struct img { const uint64_t *base; uint64_t nclusters; };

/* clusters without any data become holes in the target image */
void img_mark_holes(const struct img *im, bool *hole)
{
	for (uint64_t c = 0; c < im->nclusters; c++) {
		const uint64_t *w = im->base + c * (CLUSTER / 8);
		size_t i = 0;
		// region: compare async sync batch in-core
		while (i < CLUSTER / 8 && w[i] == 0)
			i++;
		hole[c] = i == CLUSTER / 8;
	}
}
