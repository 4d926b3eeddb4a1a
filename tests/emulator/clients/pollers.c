/* A thread per instance polls with a yield between looks, as vendors' samples do, while the first thread sleeps for
   a minute and then waits, a second at most, for a request that a poller delivers. Prints how long the sleep and the
   request took, and how many requests timed out. */
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <unistd.h>

#include "client.h"

#define POLLERS 3
#define ROUNDS 4

static volatile int stop;
static sem_t delivered;

static void deliver(void *tag, CpaStatus status)
{
    on_done(tag, status);
    sem_post(&delivered);
}

static void *poller(void *instance)
{
    while (!stop) {
        icp_sal_DcPollInstance((CpaInstanceHandle)instance, 0);
        sched_yield();
    }
    return NULL;
}

static int times_out(void)
{
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    at.tv_sec++;
    return sem_timedwait(&delivered, &at) != 0;
}

int main(void)
{
    pthread_t threads[POLLERS];
    struct job job;
    int late = 0;
    start();
    CHECK(instance_count >= POLLERS);
    CHECK(sem_init(&delivered, 0, 0) == 0);
    CpaDcSessionHandle handle = session(instances[0], setup_of(CPA_DC_L1, CPA_DC_HT_STATIC), deliver);
    prepare(instances[0], &job, 65536, 131072);
    fill(job.in_flat.pData, 65536, 1);
    for (int i = 0; i < POLLERS; i++) {
        CHECK(pthread_create(&threads[i], NULL, poller, instances[i]) == 0);
    }
    unsigned long long begin = now_ns();
    sleep(60);
    unsigned long long slept = now_ns();
    for (int i = 0; i < ROUNDS; i++) {
        OK(deflate_job(instances[0], handle, &job, CPA_DC_FLUSH_FINAL));
        late += times_out();
    }
    printf("%llu %llu %d\n", slept - begin, now_ns() - slept, late);
    stop = 1;
    for (int i = 0; i < POLLERS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    return 0;
}
