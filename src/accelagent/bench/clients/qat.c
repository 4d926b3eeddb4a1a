/* qat plateau REQUESTS DEPTH           deflate, dynamic trees, level 1, requests of 64 KiB, DEPTH in flight on every instance:
                                        prints bytes of input and nanoseconds
   qat share PROCESSES MILLISECONDS     so many processes, each with 16 requests in flight for that time:
                                        prints what each completed */
#include <sys/wait.h>

#include "qat_client.h"

enum { SIZE = 65536, SHARE_DEPTH = 16 };

static CpaDcSessionHandle sessions[MAX_INSTANCES];

static void completed(struct job *job)
{
    (void)job; /* polled for by its flag */
}

static void start(void)
{
    start_instances();
    for (int i = 0; i < instance_count; i++) {
        sessions[i] = open_session(instances[i], CPA_DC_L1);
    }
}

/* Of `over` instances in turn, each with an input of its own. */
static struct job *requests(int count, int over)
{
    struct job *all = calloc((size_t)count, sizeof *all);
    demand(all != NULL, "allocation");
    for (int i = 0; i < count; i++) {
        Cpa8U *in = pinned(SIZE);
        prepare(&all[i], i % over, sessions[i % over], in, SIZE, pinned(2 * SIZE), 2 * SIZE);
        fill(in, SIZE, (unsigned)i + 1);
        all[i].done = 1;
    }
    return all;
}

static int submitted(struct job *job)
{
    CpaStatus status = submit(job, 1);
    demand(status == CPA_STATUS_SUCCESS || status == CPA_STATUS_RETRY, "submission");
    job->done = status != CPA_STATUS_SUCCESS;
    return status == CPA_STATUS_SUCCESS;
}

static void plateau(unsigned long count, int depth)
{
    start();
    int all = depth * instance_count;
    struct job *pool = requests(all, instance_count);
    unsigned long sent = 0;
    unsigned long long begin = now_ns();
    while (completions < count) {
        for (int i = 0; i < all && sent < count; i++) {
            if (pool[i].done) {
                sent += (unsigned long)submitted(&pool[i]);
            }
        }
        for (int i = 0; i < instance_count; i++) {
            icp_sal_DcPollInstance(instances[i], 0);
        }
    }
    printf("%llu %llu\n", (unsigned long long)count * SIZE, now_ns() - begin);
}

static void saturate(unsigned long long begin_ns, unsigned long long end_ns)
{
    start();
    struct job *pool = requests(SHARE_DEPTH, 1);
    struct timespec at = {(time_t)(begin_ns / 1000000000ULL), (long)(begin_ns % 1000000000ULL)};
    demand(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == 0, "sleep");
    while (now_ns() < end_ns) {
        for (int i = 0; i < SHARE_DEPTH; i++) {
            if (pool[i].done) {
                submitted(&pool[i]);
            }
        }
        icp_sal_DcPollInstance(instances[0], 0);
    }
    printf("%lu\n", completions);
}

static void share(int processes, unsigned long long duration_ns)
{
    unsigned long long begin_ns = now_ns() + 50000000ULL; /* however long each takes to start the library */
    int status;
    for (int i = 0; i < processes; i++) {
        pid_t pid = fork();
        demand(pid >= 0, "fork");
        if (pid == 0) {
            saturate(begin_ns, begin_ns + duration_ns);
            exit(0);
        }
    }
    while (wait(&status) > 0) {
        demand(status == 0, "a process");
    }
}

int main(int argc, char **argv)
{
    demand(argc > 3, "counting arguments");
    if (strcmp(argv[1], "plateau") == 0) {
        plateau(strtoul(argv[2], NULL, 10), atoi(argv[3]));
    } else if (strcmp(argv[1], "share") == 0) {
        share(atoi(argv[2]), 1000000ULL * strtoull(argv[3], NULL, 10));
    } else {
        return 2;
    }
    return 0;
}
