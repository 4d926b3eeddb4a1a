#include <zstd.h>
#include <stdint.h>

/* No engine of this generation decodes zstd frames. */
long frames_read(ZSTD_DCtx *d, uint8_t *out, size_t cap, const uint8_t *const *f, const size_t *n, int count)
{
    long total = 0;
    for (int i = 0; i < count; i++) {
        // degrades: decompress
        size_t k = ZSTD_decompressDCtx(d, out, cap, f[i], n[i]);
        if (ZSTD_isError(k))
            return -1;
        total += (long)k;
    }
    return total;
}
