#include <lz4.h>
int pack(const char *in, char *out)
{
    // degrades: compress lz4
    return LZ4_compress_default(in, out, 64, 128);
}
