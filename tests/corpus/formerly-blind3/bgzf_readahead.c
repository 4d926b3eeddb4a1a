#include <pthread.h>
#include <stdint.h>
#include <zlib.h>

#define BGZF_MAX 0x10000

typedef struct job {
    uint8_t in[BGZF_MAX], out[BGZF_MAX];
    uint32_t in_len, out_len, expect;
    int status;
    struct job *next;
} job_t;

typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t more;
    job_t *todo, *done;
} pool_t;

static void unpack(job_t *j)
{
    z_stream zs = { 0 };

    zs.next_in = j->in + 18;
    zs.avail_in = j->in_len - 26;
    zs.next_out = j->out;
    zs.avail_out = BGZF_MAX;
    j->status = inflateInit2(&zs, -15);
    if (j->status != Z_OK)
        return;
    // region: decompress deflate async in-core sync min=4096
    j->status = inflate(&zs, Z_FINISH);
    j->out_len = zs.total_out;
    inflateEnd(&zs);
}

void *reader_thread(void *arg)
{
    pool_t *p = arg;
    job_t *j;

    for (;;) {
        pthread_mutex_lock(&p->lock);
        while (!p->todo)
            pthread_cond_wait(&p->more, &p->lock);
        j = p->todo;
        p->todo = j->next;
        pthread_mutex_unlock(&p->lock);
        unpack(j);
        pthread_mutex_lock(&p->lock);
        j->next = p->done;
        p->done = j;
        pthread_mutex_unlock(&p->lock);
    }
    return NULL;
}
