#include <lz4.h>
#include <zstd.h>
#include <snappy-c.h>
#include <brotli/encode.h>

#define BLK 65536

int l(const char *s, char *d)
{
	// region: compress lz4 async min=16384
	return LZ4_compress_default(s, d, BLK, LZ4_COMPRESSBOUND(BLK));
}

size_t z(ZSTD_CCtx *c, const void *s, void *d, size_t cap)
{
	// region: compress zstd sync min=16384
	return ZSTD_compress2(c, d, cap, s, 1 << 20);
}

size_t zd(void *d, size_t cap, const void *s, size_t n)
{
	// degrades: decompress
	return ZSTD_decompress(d, cap, s, n);
}

int sn(const char *s, char *d, size_t *n)
{
	// degrades: compress
	return snappy_compress(s, BLK, d, n);
}
