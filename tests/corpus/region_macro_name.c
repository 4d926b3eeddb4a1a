#include <zlib.h>

#define pack_block compress2

int store(unsigned char *out, unsigned long *room, const unsigned char *extent, unsigned long bytes)
{
	// region: compress deflate
	return pack_block(out, room, extent, bytes, 6);
}
