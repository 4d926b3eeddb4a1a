// Blocks are deflated on a stream of their own; the session's stream of the same name flushes every message.
#include <string.h>
#include <zlib.h>

#define BLOCK (64 * 1024)

struct session {
    z_stream *zs;
};

int block_deflate(unsigned char *out, unsigned room, const unsigned char *block)
{
    z_stream zs;
    memset(&zs, 0, sizeof zs);
    if (deflateInit2(&zs, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return -1;
    zs.next_in = (Bytef *)block;
    zs.avail_in = BLOCK;
    zs.next_out = out;
    zs.avail_out = room;
    // region: compress
    int rc = deflate(&zs, Z_FINISH);
    deflateEnd(&zs);
    return rc == Z_STREAM_END ? (int)(room - zs.avail_out) : -1;
}

int session_send(struct session *s, const unsigned char *text, unsigned n, unsigned char *out, unsigned room)
{
    z_stream *zs = s->zs;
    if (n > 512)
        return -1;
    zs->next_in = (Bytef *)text;
    zs->avail_in = n;
    zs->next_out = out;
    zs->avail_out = room;
    // degrades: compress
    return deflate(zs, Z_SYNC_FLUSH) == Z_OK ? (int)(room - zs->avail_out) : -1;
}
