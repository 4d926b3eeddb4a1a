/* The helper core: on the real clock requests are carried out in software by one thread on a core of its own, in the
   order of their submission, while the program goes on. The figures are those of this machine; no model is in them. */
#include <dlfcn.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "emu.h"
#include "interpose.h"

#define IDLE_LOOKS 2000      /* before the thread sleeps: a device looks at its ring all the time */
#define LEAST_RETRY_NS 100000 /* between looks of who waits for a request */
#define DRAIN_NS EMU_NS
#define SPINS 20000           /* of who spins, before it sleeps after all: about a millisecond */

static struct {
    struct emu_job *head, **tail;
    _Atomic int lock;
    _Atomic unsigned given;  /* futex: requests so far */
    _Atomic unsigned done;
    pthread_t thread;
    _Atomic bool running;
    int core;                /* -1: there is only one */
} helper = {.tail = &helper.head, .core = -1};

static void futex(_Atomic unsigned *word, int operation, unsigned value, const struct timespec *limit)
{
    syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, limit, NULL, 0);
}

static void lock(void)
{
    while (atomic_exchange(&helper.lock, 1) != 0) {
        syscall(SYS_sched_yield);
    }
}

static void unlock(void)
{
    helper.lock = 0;
}

static struct emu_job *take(void)
{
    lock();
    struct emu_job *job = helper.head;
    if (job != NULL) {
        helper.head = job->next;
        if (helper.head == NULL) {
            helper.tail = &helper.head;
        }
    }
    unlock();
    return job;
}

static void carry_out(struct emu_job *job)
{
    job->begun_ns = emu_real_ns(CLOCK_MONOTONIC);
    job->work(job);
    double more = job->slowdown - 1;
    if (more > 0) {
        emu_real_sleep((uint64_t)(more * (double)(emu_real_ns(CLOCK_MONOTONIC) - job->begun_ns)));
    }
    job->done_ns = emu_real_ns(CLOCK_MONOTONIC);
    if (job->deliver != NULL) {
        job->deliver(job);
        return;
    }
    job->given = EMU_GIVEN_DONE;
    futex(&job->given, FUTEX_WAKE, 1, NULL); /* its owner may free it from here on; the address only names a queue */
}

static void *serve(void *unused)
{
    emu_helper_thread();
    syscall(SYS_setpriority, PRIO_PROCESS, 0, -20); /* a device waits for no CPU; where we may not, it does */
    for (unsigned looks = 0;; looks++) {
        unsigned seen = helper.given;
        struct emu_job *job = take();
        if (job != NULL) {
            carry_out(job);
            helper.done++;
            looks = 0;
        } else if (looks > IDLE_LOOKS) {
            futex(&helper.given, FUTEX_WAIT, seen, NULL);
            looks = 0;
        }
    }
    return unused;
}

/* The program keeps off the helper's core, as it would off a device. */
void emu_helper_reserve(void)
{
    cpu_set_t all, one;
    if (sched_getaffinity(0, sizeof all, &all) != 0 || CPU_COUNT(&all) < 2) {
        return;
    }
    for (int core = CPU_SETSIZE - 1; core >= 0 && helper.core < 0; core--) {
        helper.core = CPU_ISSET(core, &all) ? core : -1;
    }
    one = all;
    CPU_CLR(helper.core, &one);
    sched_setaffinity(0, sizeof one, &one);
}

static void start(void)
{
    EMU_REAL(pthread_create);
    cpu_set_t own;
    sigset_t every, before;
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before); /* signals are for the program's threads */
    if (real_(&helper.thread, NULL, serve, NULL) == 0) {
        pthread_detach(helper.thread);
        if (helper.core >= 0) {
            CPU_ZERO(&own);
            CPU_SET(helper.core, &own);
            pthread_setaffinity_np(helper.thread, sizeof own, &own);
        }
        helper.running = true;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* A child has the memory of its parent's helper, not its thread. */
static void forked(void)
{
    helper.head = NULL;
    helper.tail = &helper.head;
    helper.lock = 0;
    helper.given = helper.done = 0;
    helper.running = false;
}

static void watch_forks(void)
{
    pthread_atfork(NULL, NULL, forked);
}

void emu_helper_give(struct emu_job *job)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, watch_forks);
    job->next = NULL;
    job->given = EMU_GIVEN;
    lock();
    if (!helper.running) {
        start();
    }
    *helper.tail = job;
    helper.tail = &job->next;
    helper.given++;
    unlock();
    if (helper.running) {
        futex(&helper.given, FUTEX_WAKE, 1, NULL);
    } else {
        carry_out(take()); /* no thread to be had: done here, late but right */
        helper.done++;
    }
}

void emu_helper_await(struct emu_job *job, bool spins)
{
    const struct timespec limit = {0, LEAST_RETRY_NS};
    for (int looks = 0; spins && helper.core >= 0 && looks < SPINS && job->given == EMU_GIVEN; looks++) {
        __builtin_ia32_pause();
    }
    while (job->given == EMU_GIVEN) {
        futex(&job->given, FUTEX_WAIT, EMU_GIVEN, &limit);
    }
}

/* A device ends what it has taken when the program does not wait for it, too. */
void emu_helper_drain(void)
{
    uint64_t give_up = emu_real_ns(CLOCK_MONOTONIC) + DRAIN_NS;
    while (helper.running && helper.given != helper.done && emu_real_ns(CLOCK_MONOTONIC) < give_up) {
        emu_real_sleep(LEAST_RETRY_NS);
    }
}

uint64_t emu_helper_cpu(void)
{
    clockid_t clock;
    return helper.running && pthread_getcpuclockid(helper.thread, &clock) == 0 ? emu_real_ns(clock) : 0;
}
