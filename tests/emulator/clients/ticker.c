/* ticker HOW: one thread computes, another does next to nothing every TICK_NS until it is told to end. Prints the computing
   thread's CPU time and what the clock says has passed, in microseconds. HOW: sleep, poll, condition, semaphore, signal. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define TICK_NS 5000000
#define WORK_US 10000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
static sem_t none;
static volatile long ticks;

static int64_t now_us(clockid_t clock)
{
    struct timespec ts;
    clock_gettime(clock, &ts);
    return ts.tv_sec * 1000000LL + ts.tv_nsec / 1000;
}

static struct timespec in_a_tick(void)
{
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    at.tv_nsec += TICK_NS;
    at.tv_sec += at.tv_nsec / 1000000000;
    at.tv_nsec %= 1000000000;
    return at;
}

static void wait_condition(void)
{
    struct timespec at = in_a_tick();
    pthread_mutex_lock(&lock);
    while (pthread_cond_timedwait(&never, &lock, &at) != ETIMEDOUT) {
    }
    pthread_mutex_unlock(&lock);
}

static void wait_signal(void)
{
    const struct timespec tick = {0, TICK_NS};
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigtimedwait(&set, NULL, &tick);
}

static void *tick(void *how)
{
    const struct timespec pause = {0, TICK_NS};
    for (;;) {
        switch (*(const char *)how) {
        case 'p': poll(NULL, 0, TICK_NS / 1000000); break;
        case 'c': wait_condition(); break;
        case 's': nanosleep(&pause, NULL); break;
        case 'S': {
            struct timespec at = in_a_tick();
            sem_timedwait(&none, &at);
            break;
        }
        default: wait_signal();
        }
        pthread_mutex_lock(&lock);
        ticks++;
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

static void *work(void *cpu_us)
{
    int64_t begin = now_us(CLOCK_THREAD_CPUTIME_ID), used;
    while ((used = now_us(CLOCK_THREAD_CPUTIME_ID) - begin) < WORK_US) {
        for (volatile int i = 0; i < 10000; i++) {
        }
    }
    *(int64_t *)cpu_us = used;
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t ticker, worker;
    int64_t cpu_us = 0, begin = now_us(CLOCK_MONOTONIC);
    char how = argc < 2 ? 's' : strcmp(argv[1], "semaphore") == 0 ? 'S' : strcmp(argv[1], "signal") == 0 ? 'g' : argv[1][0];
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    sem_init(&none, 0, 0);
    pthread_create(&ticker, NULL, tick, &how);
    pthread_create(&worker, NULL, work, &cpu_us);
    pthread_join(worker, NULL);
    pthread_mutex_lock(&lock);
    printf("%lld %lld %ld\n", (long long)cpu_us, (long long)(now_us(CLOCK_MONOTONIC) - begin), ticks);
    pthread_mutex_unlock(&lock);
    return 0;
}
