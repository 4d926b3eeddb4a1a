#include <brotli/encode.h>
#include "http_filter.h"

#define QUALITY 5
#define LGWIN   19

hf_rc hf_br_body(hf_ctx_t *ctx, const uint8_t *body, size_t len, hf_buf_t *dst)
{
  size_t out = dst->cap;

  if (len < ctx->conf->min_length)
    return HF_PASS;

  // degrades: compress
  if (!BrotliEncoderCompress(QUALITY, LGWIN, BROTLI_MODE_TEXT, len, body, &out, dst->mem))
    return HF_PASS;

  dst->len = out;
  hf_set_header(ctx, "Content-Encoding", "br");
  return HF_OK;
}
