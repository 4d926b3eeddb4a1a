#include <zlib.h>

struct codec {
    int (*step)(z_streamp, int);
    int (*end)(z_streamp);
};

static const struct codec codecs[] = {{deflate, &deflateEnd}, {inflate, inflateEnd}};

int begin(z_stream *zs, int back)
{
    return back ? inflateInit(zs) : deflateInit(zs, 6);
}

int all(z_stream *zs, int back)
{
    int status = begin(zs, back);
    while (status == Z_OK) {
        status = codecs[back].step(zs, Z_FINISH);
    }
    return codecs[back].end(zs) == Z_OK ? status : Z_ERRNO;
}

int plain(z_stream *zs)
{
    return deflate(zs, Z_FINISH);
}

int back(z_stream *zs)
{
    return inflate(zs, Z_NO_FLUSH);
}
