/* One thread spins until another one's wait has timed out; prints ok. No clock may make this hang. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <unistd.h>

#include "client.h"

static _Atomic int turn;

static struct timespec soon(void)
{
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    at.tv_nsec += 10000000;
    at.tv_sec += at.tv_nsec / 1000000000;
    at.tv_nsec %= 1000000000;
    return at;
}

static void *waits(void *unused)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
    struct timespec at = soon();
    sem_t semaphore;
    usleep(10000);
    turn = 1;
    pthread_mutex_lock(&lock);
    while (pthread_cond_timedwait(&condition, &lock, &at) != ETIMEDOUT) {
    }
    pthread_mutex_unlock(&lock);
    turn = 2;
    at = soon();
    sem_init(&semaphore, 0, 0);
    CHECK(sem_timedwait(&semaphore, &at) == -1 && errno == ETIMEDOUT);
    turn = 3;
    return unused;
}

int main(void)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, waits, NULL) == 0);
    while (turn < 3) {
    }
    CHECK(pthread_join(thread, NULL) == 0);
    puts("ok");
    return 0;
}
