/* helped REQUESTS BYTES   prints real microseconds per request, one at a time and 16 in flight; whether another thread
   of this process used CPU time meanwhile, pinned to a core that the program keeps off; and whether the program's own
   thread used as much as the requests took */
#define _GNU_SOURCE
#include <dirent.h>
#include <sched.h>
#include <sys/types.h>
#include <unistd.h>

#include "client.h"

enum { DEPTH = 16 };

static int on_another_core(void)
{
    int found = 0;
    cpu_set_t mine, other, both;
    CHECK(sched_getaffinity(0, sizeof mine, &mine) == 0);
    DIR *tasks = opendir("/proc/self/task");
    CHECK(tasks != NULL);
    for (struct dirent *task; (task = readdir(tasks)) != NULL;) {
        int tid = atoi(task->d_name);
        if (tid != 0 && tid != getpid() && sched_getaffinity(tid, sizeof other, &other) == 0) {
            CPU_AND(&both, &mine, &other);
            found |= CPU_COUNT(&both) == 0 && CPU_COUNT(&other) == 1;
        }
    }
    closedir(tasks);
    return found;
}

static unsigned long long cpu_ns(clockid_t clock)
{
    struct timespec ts;
    clock_gettime(clock, &ts);
    return (unsigned long long)ts.tv_sec * 1000000000ULL + (unsigned long long)ts.tv_nsec;
}

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    int count = atoi(argv[1]);
    size_t size = strtoul(argv[2], NULL, 10);
    start();
    struct job jobs[DEPTH];
    CpaDcSessionHandle sync = session(instances[0], setup_of(CPA_DC_L9, CPA_DC_HT_FULL_DYNAMIC), NULL);
    CpaDcSessionHandle async = session(instances[0], setup_of(CPA_DC_L9, CPA_DC_HT_FULL_DYNAMIC), on_done);
    for (int i = 0; i < DEPTH; i++) {
        prepare(instances[0], &jobs[i], size, 2 * size);
        fill(jobs[i].in_flat.pData, size, (unsigned)i);
        jobs[i].done = 1;
    }
    unsigned long long own = cpu_ns(CLOCK_THREAD_CPUTIME_ID), all = cpu_ns(CLOCK_PROCESS_CPUTIME_ID), begin = now_ns();
    for (int i = 0; i < count; i++) {
        OK(deflate_job(instances[0], sync, &jobs[0], CPA_DC_FLUSH_FINAL));
    }
    own = cpu_ns(CLOCK_THREAD_CPUTIME_ID) - own;
    all = cpu_ns(CLOCK_PROCESS_CPUTIME_ID) - all;
    unsigned long long one = now_ns() - begin;
    jobs[0].done = 1;
    begin = now_ns();
    for (int i = 0; i < count || completions < count;) {
        if (i < count && jobs[i % DEPTH].done) {
            OK(deflate_job(instances[0], async, &jobs[i % DEPTH], CPA_DC_FLUSH_FINAL));
            i++;
        } else {
            icp_sal_DcPollInstance(instances[0], 0);
        }
    }
    printf("%llu %llu %d %d\n", one / 1000 / (unsigned)count, (now_ns() - begin) / 1000 / (unsigned)count,
           on_another_core(), 2 * own > all);
    return 0;
}
