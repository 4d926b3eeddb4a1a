#include <zstd.h>
#include <errno.h>
#include <sys/types.h>

struct kv_codec {
  ZSTD_CCtx *cctx;
  ZSTD_CDict *dict;
  int level;
};

/* documents of one collection share a trained dictionary */
ssize_t kv_codec_encode(struct kv_codec *c, void *dst, size_t cap,
                        const void *doc, size_t doc_len)
{
  size_t n;

  // degrades: compress
  n = ZSTD_compress_usingCDict(c->cctx, dst, cap, doc, doc_len, c->dict);
  if (ZSTD_isError(n))
    return -EIO;
  return (ssize_t)n;
}
