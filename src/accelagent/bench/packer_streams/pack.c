#include "pack.h"
#include <string.h>
#include <zlib.h>

unsigned long seal(const unsigned char *data, unsigned long size)
{
    return crc32(crc32(0L, Z_NULL, 0), data, (unsigned)size);
}

/* One stream, given in pieces. */
int pack(unsigned char *out, unsigned long *produced, const unsigned char *block, unsigned long size)
{
    z_stream stream;
    int answer = Z_OK;
    memset(&stream, 0, sizeof stream);
    if (deflateInit(&stream, 6) != Z_OK)
        return -1;
    stream.next_out = out;
    stream.avail_out = (uInt)*produced;
    for (unsigned long at = 0; answer == Z_OK; at += 20000) {
        unsigned long left = at < size ? size - at : 0;
        stream.next_in = (Bytef *)block + (left > 0 ? at : 0);
        stream.avail_in = (uInt)(left < 20000 ? left : 20000);
        answer = deflate(&stream, left <= 20000 ? Z_FINISH : Z_NO_FLUSH);
    }
    *produced = stream.total_out;
    deflateEnd(&stream);
    return answer == Z_STREAM_END ? 0 : -1;
}
