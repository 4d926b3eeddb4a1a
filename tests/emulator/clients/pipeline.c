/* pipeline MODE COUNT SIZE [INSTANCES]: prints one figure per line; meant for the fixed clock, where figures are exact.
   sync     virtual ns of one synchronous request
   spread   virtual ns from the first submission until COUNT requests, submitted at once, are all done
   full     how many requests one ring takes before it says RETRY, and after polling again
   poison   whether the destination is poison until the completion is seen (late work)
   order    whether callbacks come in submission order with their own tags
   fork     a child has to start the library itself */
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"

static size_t size;
static int count, spread_over;

static CpaDcSessionHandle open_session(int i, CpaDcCallbackFn done)
{
    return session(instances[i], setup_of(CPA_DC_L1, CPA_DC_HT_FULL_DYNAMIC), done);
}

static struct job *jobs_of(int n)
{
    struct job *jobs = calloc((size_t)n, sizeof *jobs);
    for (int i = 0; i < n; i++) {
        prepare(instances[0], &jobs[i], size, size * 2 + 1024);
        fill(jobs[i].in_flat.pData, size, (unsigned)i + 1);
    }
    return jobs;
}

static void sync_latency(void)
{
    struct job *job = jobs_of(1);
    CpaDcSessionHandle handle = open_session(0, NULL);
    unsigned long long begin = now_ns();
    OK(deflate_job(instances[0], handle, job, CPA_DC_FLUSH_FINAL));
    printf("%llu\n", now_ns() - begin);
}

static void spread(void)
{
    struct job *jobs = jobs_of(count);
    CpaDcSessionHandle handles[64];
    for (int i = 0; i < spread_over; i++) {
        handles[i] = open_session(i, on_done);
    }
    unsigned long long begin = now_ns();
    for (int i = 0; i < count; i++) {
        OK(deflate_job(instances[i % spread_over], handles[i % spread_over], &jobs[i], CPA_DC_FLUSH_FINAL));
    }
    while (completions < count) {
        for (int i = 0; i < spread_over; i++) {
            icp_sal_DcPollInstance(instances[i], 0);
        }
    }
    printf("%llu\n", now_ns() - begin);
}

static int until_full(CpaDcSessionHandle handle, struct job *jobs)
{
    int taken = 0;
    while (taken < count && deflate_job(instances[0], handle, &jobs[taken], CPA_DC_FLUSH_FINAL) == CPA_STATUS_SUCCESS) {
        taken++;
    }
    return taken;
}

static void full(void)
{
    struct job *jobs = jobs_of(count);
    CpaDcSessionHandle handle = open_session(0, on_done);
    int first = until_full(handle, jobs);
    CHECK(deflate_job(instances[0], handle, &jobs[first], CPA_DC_FLUSH_FINAL) == CPA_STATUS_RETRY);
    while (completions < first) {
        icp_sal_DcPollInstance(instances[0], 0);
    }
    printf("%d\n%d\n", first, until_full(handle, jobs));
}

static void poison(void)
{
    struct job *job = jobs_of(1);
    CpaDcSessionHandle handle = open_session(0, on_done);
    OK(deflate_job(instances[0], handle, job, CPA_DC_FLUSH_FINAL));
    int poisoned = 1;
    while (!job->done) {
        for (size_t i = 0; i < job->out_flat.dataLenInBytes; i++) {
            poisoned &= job->out_flat.pData[i] == 0xA5;
        }
        icp_sal_DcPollInstance(instances[0], 0);
    }
    CHECK(job->results.produced > 0 && job->results.produced < size);
    printf("%d\n", poisoned);
}

static void order(void)
{
    struct job *jobs = jobs_of(count);
    CpaDcSessionHandle handle = open_session(0, on_done);
    CHECK(until_full(handle, jobs) == count);
    CHECK(icp_sal_DcPollInstance(instances[0], 0) == CPA_STATUS_RETRY); /* nothing can be done yet */
    while (completions < count) {
        icp_sal_DcPollInstance(instances[0], 1);
    }
    for (int i = 0; i < count; i++) {
        CHECK(jobs[i].order == i && jobs[i].status == CPA_STATUS_SUCCESS);
    }
    puts("ok");
}

static void forked(void)
{
    struct job *job = jobs_of(1);
    CpaDcSessionHandle handle = open_session(0, NULL);
    pid_t pid = fork();
    if (pid == 0) {
        CHECK(deflate_job(instances[0], handle, job, CPA_DC_FLUSH_FINAL) == CPA_STATUS_FAIL);
        start();
        handle = open_session(0, NULL);
        CHECK(deflate_job(instances[0], handle, job, CPA_DC_FLUSH_FINAL) == CPA_STATUS_FAIL); /* the parent's memory */
        job = jobs_of(1);
        OK(deflate_job(instances[0], handle, job, CPA_DC_FLUSH_FINAL));
        _exit(0);
    }
    int status = 1;
    CHECK(waitpid(pid, &status, 0) == pid && status == 0);
    OK(deflate_job(instances[0], handle, job, CPA_DC_FLUSH_FINAL));
    puts("ok");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } modes[] = {{"sync", sync_latency}, {"spread", spread}, {"full", full},
                 {"poison", poison},     {"order", order},   {"fork", forked}};
    CHECK(argc >= 4);
    count = atoi(argv[2]);
    size = (size_t)atol(argv[3]);
    spread_over = argc > 4 ? atoi(argv[4]) : 1;
    start();
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        if (strcmp(modes[i].name, argv[1]) == 0) {
            modes[i].run();
            return 0;
        }
    }
    return 2;
}
