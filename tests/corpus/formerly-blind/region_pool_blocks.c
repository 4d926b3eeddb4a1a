#include <pthread.h>
#include <libdeflate.h>
#include <stdint.h>

enum { BLK = 65280 };

struct job { uint8_t in[BLK], out[BLK + 512]; size_t out_len; struct job *next; };
struct pool { pthread_mutex_t mu; pthread_cond_t cv; struct job *todo; int stop; };

struct job *pool_take(struct pool *p);
void pool_done(struct pool *p, struct job *j);

void *pool_worker(void *arg)
{
    struct pool *p = arg;
    struct libdeflate_compressor *c = libdeflate_alloc_compressor(6);
    for (struct job *j; (j = pool_take(p)) != NULL; pool_done(p, j))
        // region: compress
        j->out_len = libdeflate_deflate_compress(c, j->in, BLK, j->out, sizeof j->out);
    libdeflate_free_compressor(c);
    return NULL;
}
