#include <zstd.h>
#include <errno.h>
#include <sys/types.h>

#define RECORD_BYTES (128 * 1024)

struct rec_codec {
  ZSTD_CCtx *cctx;
  int level;
};

/* dataset records are always RECORD_BYTES long, the tail is padded by the caller */
ssize_t rec_codec_encode(struct rec_codec *c, void *dst, size_t cap,
                         const void *rec)
{
  size_t n;

  // region: compress zstd sync async
  n = ZSTD_compressCCtx(c->cctx, dst, cap, rec, RECORD_BYTES, c->level);
  if (ZSTD_isError(n))
    return -EIO;
  return (ssize_t)n;
}
