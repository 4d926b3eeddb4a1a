#include <zlib.h>
int pack(z_stream *zs, const Bytef *words, unsigned n)
{
    deflateReset(zs);
    if (n) {
        if (deflateSetDictionary(zs, words, n) != Z_OK)
            return -1;
    }
    zs->avail_in = 65536;
    // region: compress deflate
    return deflate(zs, Z_FINISH);
}
