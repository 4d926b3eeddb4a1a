#include <zlib.h>

struct method {
	const char *name;
	int (*compress)(const void *, int, void *, int *, void *);
};

static struct method lzo[] = { { "lzo1x_1", lzo1x_1_compress } };

int lzo_block(void *memory, void *out, const void *block, int bytes)
{
	int size = 0;

	// degrades: compress
	lzo[0].compress(block, bytes, out, &size, memory);
	return size;
}

int gzip_block(void *out, unsigned long *room, const void *block, unsigned long bytes)
{
	// region: compress deflate
	return compress2(out, room, block, bytes, 9);
}
