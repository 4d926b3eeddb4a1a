#include <zstd.h>

long block_open(void *out, const void *in, size_t n)
{
    // degrades: decompress
    size_t got = ZSTD_decompress(out, 1 << 20, in, n);
    return ZSTD_isError(got) ? -1 : (long)got;
}
