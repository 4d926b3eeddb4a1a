/* Image pull: layers are zstd frames, decoded chunk by chunk (128 KiB raw). */
#include <stddef.h>
#include <zstd.h>

#define RAW (128 * 1024)

extern int layer_write(const void *p, size_t n);

int layer_chunk(ZSTD_DCtx *d, const void *frame, size_t n)
{
    static char raw[RAW];
    // degrades: decompress
    size_t got = ZSTD_decompressDCtx(d, raw, sizeof raw, frame, n);
    if (ZSTD_isError(got))
        return -1;
    return layer_write(raw, got);
}
