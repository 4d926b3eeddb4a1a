#include <string.h>
#include <zlib.h>

struct codec {
    z_stream deflate;
    z_stream inflate;
};

int codec_begin(struct codec *codec)
{
    memset(codec, 0, sizeof *codec);
    return deflateInit2(&codec->deflate, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
}

long codec_pack(struct codec *codec, const unsigned char *from, unsigned size, unsigned char *to, unsigned room)
{
    z_stream *s = &codec->deflate;
    s->next_in = (Bytef *)from;
    s->avail_in = size;
    s->next_out = to;
    s->avail_out = room;
    if (deflate(s, Z_FINISH) != Z_STREAM_END) {
        return -1;
    }
    return deflateReset(s) == Z_OK ? (long)(room - s->avail_out) : -1;
}

void codec_end(struct codec *codec)
{
    deflateEnd(&codec->deflate);
}
