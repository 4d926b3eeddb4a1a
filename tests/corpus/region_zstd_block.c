#include <zstd.h>
size_t pack(ZSTD_CCtx *c, void *out, size_t room, const void *in)
{
    // region: compress zstd
    return ZSTD_compressCCtx(c, out, room, in, 131072, 3);
}
