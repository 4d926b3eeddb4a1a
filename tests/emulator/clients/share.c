/* share MODE PROCESSES MILLISECONDS: several processes on one device.
   fair    each keeps 16 requests of 64 KB in flight for that virtual time; prints what each completed
   killed  processes are killed at once and in the middle of submissions; the device goes on */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"

enum { DEPTH = 16, SIZE = 65536 };

static struct job *jobs;
static CpaDcSessionHandle handle;

static void open_device(CpaDcCallbackFn done)
{
    start();
    jobs = calloc(DEPTH, sizeof *jobs);
    for (int i = 0; i < DEPTH; i++) {
        prepare(instances[0], &jobs[i], SIZE, 2 * SIZE);
        fill(jobs[i].in_flat.pData, SIZE, (unsigned)i);
    }
    handle = session(instances[0], setup_of(CPA_DC_L1, CPA_DC_HT_FULL_DYNAMIC), done);
}

static void submit_all(unsigned long long end_ns)
{
    for (int i = 0; i < DEPTH; i++) {
        jobs[i].done = 1;
    }
    while (now_ns() < end_ns) {
        for (int i = 0; i < DEPTH; i++) {
            if (jobs[i].done) {
                OK(deflate_job(instances[0], handle, &jobs[i], CPA_DC_FLUSH_FINAL));
            }
        }
        icp_sal_DcPollInstance(instances[0], 0);
    }
}

static void sleep_until(unsigned long long at_ns)
{
    struct timespec at = {(time_t)(at_ns / 1000000000ULL), (long)(at_ns % 1000000000ULL)};
    CHECK(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == 0);
}

static void fair(int processes, unsigned long long duration_ns)
{
    unsigned long long begin_ns = now_ns() + 50000000ULL; /* however long each takes to start the library */
    for (int i = 0; i < processes; i++) {
        if (fork() == 0) {
            open_device(on_done);
            sleep_until(begin_ns);
            submit_all(begin_ns + duration_ns);
            printf("%d\n", completions);
            exit(0);
        }
    }
    int status;
    while (wait(&status) > 0) {
        CHECK(status == 0);
    }
}

static void killed(int processes)
{
    for (int i = 0; i < processes; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            open_device(on_done);
            submit_all(~0ULL);
        }
        usleep(i == 0 ? 0 : 2000 + 777 * (useconds_t)i);
        int status;
        kill(pid, SIGKILL);
        CHECK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status));
    }
    open_device(NULL);
    OK(deflate_job(instances[0], handle, &jobs[0], CPA_DC_FLUSH_FINAL));
    puts("ok");
}

int main(int argc, char **argv)
{
    CHECK(argc > 3);
    if (strcmp(argv[1], "fair") == 0) {
        fair(atoi(argv[2]), 1000000ULL * strtoull(argv[3], NULL, 10));
    } else {
        killed(atoi(argv[2]));
    }
    return 0;
}
