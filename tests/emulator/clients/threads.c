/* A mutex-protected list of equal pieces of CPU work; prints the virtual time that N threads take for it. */
#include <pthread.h>

#include "client.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int next_piece, pieces;
static volatile unsigned long sink;

static void *worker(void *unused)
{
    for (;;) {
        pthread_mutex_lock(&lock);
        int mine = next_piece < pieces ? next_piece++ : -1;
        pthread_mutex_unlock(&lock);
        if (mine < 0) {
            return unused;
        }
        unsigned long x = (unsigned long)mine + 1;
        for (int i = 0; i < 400000; i++) {
            x = x * 6364136223846793005UL + 1442695040888963407UL;
        }
        sink += x & 1;
    }
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    int n = argc > 1 ? atoi(argv[1]) : 1;
    pieces = argc > 2 ? atoi(argv[2]) : 40;
    unsigned long long begin = now_ns();
    for (int i = 0; i < n; i++) {
        CHECK(pthread_create(&threads[i], NULL, worker, NULL) == 0);
    }
    for (int i = 0; i < n; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    printf("%llu\n", now_ns() - begin);
    return 0;
}
