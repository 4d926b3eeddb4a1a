#include <lz4.h>

struct writer {
	unsigned used;
	char gathered[65536];
	char packed[LZ4_COMPRESSBOUND(65536)];
};

int flush_block(struct writer *w)
{
	// region: compress lz4 async
	int n = LZ4_compress_default(w->gathered, w->packed, w->used, sizeof(w->packed));
	w->used = 0;
	return n;
}
