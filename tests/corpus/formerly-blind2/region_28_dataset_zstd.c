/* ML data preparation: shards are cut in 256 KiB pieces, each piece is its
 * own zstd frame so that loaders can seek. */
#include <stdlib.h>
#include <zstd.h>

#define PIECE (256u * 1024)

struct shard_out {
    unsigned char *dst;
    size_t         cap;
    size_t         used;
    size_t        *index;
    size_t         pieces;
};

int shard_pack(struct shard_out *o, const unsigned char *src, size_t npieces)
{
    ZSTD_CCtx *c = ZSTD_createCCtx();
    int rc = 0;

    for (size_t i = 0; i < npieces; i++) {
        // region: compress
        size_t n = ZSTD_compressCCtx(c, o->dst + o->used, o->cap - o->used,
                                     src + i * PIECE, PIECE, 3);
        if (ZSTD_isError(n)) {
            rc = -1;
            break;
        }
        o->index[o->pieces++] = o->used;
        o->used += n;
    }
    ZSTD_freeCCtx(c);
    return rc;
}
