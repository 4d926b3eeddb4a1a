#include <zlib.h>
int pack(z_stream *zs, const Bytef *words, unsigned n)
{
    deflateReset(zs);
    deflateSetDictionary(zs, words, n);
    // degrades: compress deflate
    return deflate(zs, Z_FINISH);
}
