#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define W 4096
#define H 4096

struct image { float *px; };

/* the file holds big-endian values */
int fits_read_plane(FILE *f, struct image *im)
{
	uint32_t *raw = malloc((size_t)W * H * 4);
	uint32_t *dst = (uint32_t *)im->px;

	if (!raw)
		return -1;
	if (fread(raw, 4, (size_t)W * H, f) != (size_t)W * H) {
		free(raw);
		return -1;
	}
	// not: copy
	for (size_t i = 0; i < (size_t)W * H; i++)
		dst[i] = __builtin_bswap32(raw[i]);
	free(raw);
	return 0;
}
