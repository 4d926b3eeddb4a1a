#include <zlib.h>
#include <stdint.h>
#include <stdio.h>

#define SLICE 131072

static uint8_t ibuf[SLICE];
static uint8_t obuf[SLICE];

int
segment_rotate(FILE *in, FILE *out)
{
	z_stream zs = { 0 };
	int flush;

	if (deflateInit2(&zs, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return -1;
	do {
		zs.avail_in = (uInt)fread(ibuf, 1, SLICE, in);
		zs.next_in = ibuf;
		flush = feof(in) ? Z_FINISH : Z_NO_FLUSH;
		do {
			zs.avail_out = SLICE;
			zs.next_out = obuf;
			// region: compress deflate async in-core sync min=4096
			if (deflate(&zs, flush) == Z_STREAM_ERROR) {
				deflateEnd(&zs);
				return -1;
			}
			fwrite(obuf, 1, SLICE - zs.avail_out, out);
		} while (zs.avail_out == 0);
	} while (flush != Z_FINISH);
	deflateEnd(&zs);
	return 0;
}
