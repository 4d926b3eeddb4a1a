#include <linux/zlib.h>

int squeeze(z_stream *stream, void *out, unsigned room, const void *extent, unsigned bytes)
{
	zlib_deflateReset(stream);
	stream->next_in = extent;
	stream->avail_in = bytes;
	stream->next_out = out;
	stream->avail_out = room;
	// region: compress deflate
	return zlib_deflate(stream, Z_FINISH) == Z_STREAM_END ? 0 : -1;
}
