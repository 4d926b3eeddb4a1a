#include <zstd.h>
#include <stdint.h>

#define RECORD 400

struct writer { ZSTD_CCtx *cctx; ZSTD_CDict *cdict; char out[RECORD + 65536]; };

size_t writer_put(struct writer *w, const char rec[RECORD])
{
    // degrades: compress
    size_t n = ZSTD_compress_usingCDict(w->cctx, w->out, sizeof w->out, rec, RECORD, w->cdict);
    return ZSTD_isError(n) ? 0 : n;
}

size_t writer_run(struct writer *w, const char (*recs)[RECORD], size_t n, size_t (*emit)(const char *, size_t))
{
    size_t total = 0;
    for (size_t i = 0; i < n; i++)
        total += emit(w->out, writer_put(w, recs[i]));
    return total;
}
