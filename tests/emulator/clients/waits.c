/* What a program sees of virtual time: sleeps, device waits and time-outs show in every clock it can read. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/time.h>
#include <unistd.h>

#include "client.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static int ready;

static void *later(void *unused)
{
    usleep(300000);
    pthread_mutex_lock(&lock);
    ready = 1;
    pthread_cond_signal(&condition);
    pthread_mutex_unlock(&lock);
    return unused;
}

static void deadlines(void)
{
    struct timespec at;
    unsigned long long begin = now_ns();
    clock_gettime(CLOCK_REALTIME, &at);
    at.tv_sec += 2;
    pthread_mutex_lock(&lock);
    while (pthread_cond_timedwait(&condition, &lock, &at) == 0) {
    }
    pthread_mutex_unlock(&lock);
    CHECK(now_ns() - begin >= 2000000000ULL && now_ns() - begin < 2100000000ULL);

    sem_t semaphore;
    sem_init(&semaphore, 0, 0);
    clock_gettime(CLOCK_REALTIME, &at);
    at.tv_sec += 3;
    begin = now_ns();
    CHECK(sem_timedwait(&semaphore, &at) == -1 && errno == ETIMEDOUT);
    CHECK(now_ns() - begin >= 3000000000ULL && now_ns() - begin < 3100000000ULL);
}

static void woken(void)
{
    pthread_t thread;
    unsigned long long begin = now_ns();
    CHECK(pthread_create(&thread, NULL, later, NULL) == 0);
    pthread_mutex_lock(&lock);
    while (!ready) {
        pthread_cond_wait(&condition, &lock);
    }
    pthread_mutex_unlock(&lock);
    CHECK(now_ns() - begin >= 300000000ULL && now_ns() - begin < 400000000ULL);
    CHECK(pthread_join(thread, NULL) == 0);
}

int main(void)
{
    struct timeval before, after;
    time_t seconds = time(NULL);
    gettimeofday(&before, NULL);
    unsigned long long begin = now_ns();
    sleep(20); /* takes no real time */
    CHECK(now_ns() - begin >= 20000000000ULL);
    gettimeofday(&after, NULL);
    CHECK(after.tv_sec - before.tv_sec >= 20 && time(NULL) - seconds >= 20);
    CHECK(clock() < CLOCKS_PER_SEC); /* sleeping is not CPU */
    begin = now_ns();
    CHECK(poll(NULL, 0, 50) == 0 && now_ns() - begin >= 50000000ULL);
    deadlines();
    woken();
    puts("ok");
    return 0;
}
