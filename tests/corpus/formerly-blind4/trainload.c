#include <zstd.h>
#include <pthread.h>

typedef struct Shard {
  const void *blob;
  size_t blobSize;
  void *rows;
  size_t rowsSize;
} Shard;

static void *loader(void *arg)
{
  struct { Shard *shards; int n; int step; int first; } *job = arg;
  ZSTD_DCtx *d = ZSTD_createDCtx();

  for (int i = job->first; i < job->n; i += job->step) {
    Shard *s = &job->shards[i];
    // degrades: decompress
    size_t r = ZSTD_decompressDCtx(d, s->rows, s->rowsSize, s->blob, s->blobSize);
    if (ZSTD_isError(r))
      s->rowsSize = 0;
  }
  ZSTD_freeDCtx(d);
  return NULL;
}
