#include <errno.h>
#include <string.h>
#include <zlib.h>

#define BLK_RAW (256 * 1024)

struct blk {
	unsigned char *packed;
	unsigned int packed_len;
	unsigned char raw[BLK_RAW];
};

/* the packed image of the block was read as a whole */
int blk_open(struct blk *b)
{
	z_stream zs;
	int rc;

	// degrades: fill
	memset(&zs, 0, sizeof(zs));
	if (inflateInit(&zs) != Z_OK)
		return -ENOMEM;
	zs.next_in = b->packed;
	zs.avail_in = b->packed_len;
	zs.next_out = b->raw;
	zs.avail_out = sizeof(b->raw);
	// region: decompress deflate sync async in-core min=16384
	rc = inflate(&zs, Z_FINISH);
	inflateEnd(&zs);
	return rc == Z_STREAM_END && zs.avail_out == 0 ? 0 : -EIO;
}
