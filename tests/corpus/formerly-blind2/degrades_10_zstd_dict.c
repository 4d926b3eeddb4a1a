/* Profile store: values of 200..900 bytes with a trained zstd dictionary. */
#include <stddef.h>
#include <zstd.h>

struct vstore { ZSTD_CCtx *c; ZSTD_CDict *cd; };

#define VALUE_MAX 900

long value_pack(struct vstore *s, void *dst, size_t cap, const void *val, size_t n)
{
    size_t r;

    if (n > VALUE_MAX)
        return -1;
    // degrades: compress
    r = ZSTD_compress_usingCDict(s->c, dst, cap, val, n, s->cd);
    return ZSTD_isError(r) ? -1 : (long)r;
}
