#include <zstd.h>

size_t row_put(ZSTD_CCtx *c, const ZSTD_CDict *d, void *out, size_t room, const void *row, size_t n)
{
    // degrades: compress
    return ZSTD_compress_usingCDict(c, out, room, row, n, d);
}
