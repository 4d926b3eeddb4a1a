/* Filesystem image builder: reader hands 128 KiB blocks to deflator threads,
 * an ordered writer collects them.  Blocks never reference each other. */
#include <pthread.h>
#include <stdlib.h>
#include <zlib.h>

#define BLOCK_SIZE 131072u

struct block {
    unsigned char in[BLOCK_SIZE];
    unsigned char out[BLOCK_SIZE + 4096];
    uLongf        out_len;
    int           stored;
    struct block *next;
};

struct bqueue {
    pthread_mutex_t mu;
    pthread_cond_t  cv;
    struct block   *head;
    int             closed;
};

extern void emit_ordered(struct block *b);

static struct block *bq_take(struct bqueue *q)
{
    struct block *b;
    pthread_mutex_lock(&q->mu);
    while (!q->head && !q->closed)
        pthread_cond_wait(&q->cv, &q->mu);
    b = q->head;
    if (b)
        q->head = b->next;
    pthread_mutex_unlock(&q->mu);
    return b;
}

void *deflator(void *arg)
{
    struct bqueue *q = arg;
    struct block *b;

    while ((b = bq_take(q)) != NULL) {
        b->out_len = sizeof b->out;
        // region: compress offload
        if (compress2(b->out, &b->out_len, b->in, BLOCK_SIZE, 6) != Z_OK)
            abort();
        b->stored = b->out_len >= BLOCK_SIZE;
        emit_ordered(b);
    }
    return NULL;
}
