/* What the program sees of time: the virtual clock. Sleeps jump; time-outs of poll and its kin count when they expire. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/time.h>
#include <unistd.h>

#include "channel.h"
#include "interpose.h"

/* What a clock read costs without us; charged because a loop that waits for a deadline by reading the clock
   must get there even when its own CPU time counts as nothing (fixed mode). */
#define CLOCK_READ_NS 25

static struct timespec as_timespec(uint64_t ns)
{
    return (struct timespec){(time_t)(ns / EMU_NS), (long)(ns % EMU_NS)};
}

static uint64_t in_ns(const struct timespec *ts)
{
    return (uint64_t)ts->tv_sec * EMU_NS + (uint64_t)ts->tv_nsec;
}

/* Virtual reading of a clock; false for clocks that stay real. */
static bool read_clock(struct emu_thread *self, clockid_t clock, uint64_t *ns)
{
    emu_touch(self);
    emu_charge(CLOCK_READ_NS);
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE: *ns = emu_epoch_realtime() + self->vt_ns; return true;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME: *ns = emu_epoch_monotonic() + self->vt_ns; return true;
    case CLOCK_PROCESS_CPUTIME_ID: *ns = emu_process_cpu(); return true;
    case CLOCK_THREAD_CPUTIME_ID: *ns = self->cpu_ns; return true;
    default: return false;
    }
}

EMU_API int clock_gettime(clockid_t clock, struct timespec *ts)
{
    EMU_REAL(clock_gettime);
    struct emu_thread *self = emu_self();
    uint64_t ns;
    if (!emu_interposing(self) || !read_clock(self, clock, &ns)) {
        return real_(clock, ts);
    }
    *ts = as_timespec(ns);
    return 0;
}

EMU_API int gettimeofday(struct timeval *restrict tv, void *restrict zone)
{
    static int (*real_)(struct timeval *restrict, void *restrict);
    struct timespec ts;
    if (!emu_interposing(emu_self())) {
        if (real_ == NULL) {
            *(void **)(void *)&real_ = emu_next("gettimeofday", NULL);
        }
        return real_(tv, zone);
    }
    clock_gettime(CLOCK_REALTIME, &ts);
    *tv = (struct timeval){ts.tv_sec, ts.tv_nsec / 1000};
    return 0;
}

EMU_API time_t time(time_t *result)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    if (result != NULL) {
        *result = ts.tv_sec;
    }
    return ts.tv_sec;
}

EMU_API clock_t clock(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
    return (clock_t)(in_ns(&ts) / (EMU_NS / CLOCKS_PER_SEC));
}

EMU_API int timespec_get(struct timespec *ts, int base)
{
    return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, ts) == 0 ? base : 0;
}

/* --- sleeps --- */

static void sleep_for(struct emu_thread *self, uint64_t ns)
{
    pthread_testcancel(); /* the real sleeps are where threads get cancelled */
    emu_enter();
    emu_sleep(self, ns);
    emu_leave();
    pthread_testcancel();
}

EMU_API int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request, struct timespec *rest)
{
    EMU_REAL(clock_nanosleep);
    struct emu_thread *self = emu_self();
    if (!emu_interposing(self) || request == NULL || request->tv_sec < 0 || request->tv_nsec < 0 ||
        request->tv_nsec >= (long)EMU_NS) {
        return real_(clock, flags, request, rest);
    }
    uint64_t ns = in_ns(request);
    if ((flags & TIMER_ABSTIME) != 0) {
        struct timespec now;
        clock_gettime(clock, &now);
        ns = ns > in_ns(&now) ? ns - in_ns(&now) : 0;
    }
    sleep_for(self, ns);
    return 0;
}

EMU_API int nanosleep(const struct timespec *request, struct timespec *rest)
{
    int rc = clock_nanosleep(CLOCK_REALTIME, 0, request, rest);
    if (rc != 0) {
        errno = rc;
        return -1;
    }
    return 0;
}

EMU_API int usleep(useconds_t us)
{
    struct timespec ts = as_timespec((uint64_t)us * 1000);
    return nanosleep(&ts, NULL);
}

EMU_API unsigned sleep(unsigned seconds)
{
    struct timespec ts = {(time_t)seconds, 0}, rest = {0, 0};
    return nanosleep(&ts, &rest) == 0 ? 0 : (unsigned)rest.tv_sec;
}

/* --- waits for file descriptors: events come from outside the timeline, an expired time-out is time passed --- */

struct outside {
    struct emu_thread *self; /* NULL: not on the virtual timeline */
    uint64_t deadline_ns;    /* 0: none */
    struct emu_patience patience;
};

static struct outside go_outside(uint64_t timeout_ns)
{
    struct emu_thread *self = emu_self();
    struct outside where = {emu_interposing(self) ? self : NULL, 0, {NULL, 0, 0}};
    if (where.self != NULL) {
        emu_enter();
        where.deadline_ns = timeout_ns > 0 ? self->vt_ns + timeout_ns + emu_config()->timer_slack_ns : 0;
        emu_block_as(self, EMU_IO, where.deadline_ns);
        emu_leave();
    }
    return where;
}

#define LOOKED_AT 64
#define WATCHED 256

static void await_polled(const struct outside *where, const struct pollfd *fds, nfds_t count)
{
    int wanted[LOOKED_AT], n = 0;
    for (nfds_t i = 0; where->self != NULL && fds != NULL && i < count && n < LOOKED_AT; i++) {
        if (fds[i].fd >= 0 && (fds[i].events & POLLIN) != 0) {
            wanted[n++] = fds[i].fd;
        }
    }
    if (where->self != NULL) {
        emu_enter();
        emu_await(where->self, wanted, n);
        emu_leave();
    }
}

static void await_selected(const struct outside *where, int count, const fd_set *in)
{
    int wanted[LOOKED_AT], n = 0;
    for (int fd = 0; where->self != NULL && in != NULL && fd < count && n < LOOKED_AT; fd++) {
        if (FD_ISSET(fd, in)) {
            wanted[n++] = fd;
        }
    }
    if (where->self != NULL) {
        emu_enter();
        emu_await(where->self, wanted, n);
        emu_leave();
    }
}

/* What an epoll instance watches, as far as the table goes. */
static struct {
    _Atomic int instance, fd; /* fd + 1; 0: free */
} watched[WATCHED];

static void watch(int instance, int fd, bool add)
{
    for (int i = 0; i < WATCHED; i++) {
        if (!add && watched[i].instance == instance && watched[i].fd == fd + 1) {
            watched[i].fd = 0;
        } else if (add && watched[i].fd == 0) {
            watched[i].instance = instance;
            watched[i].fd = fd + 1;
            return;
        }
    }
}

EMU_API int epoll_ctl(int instance, int op, int fd, struct epoll_event *event)
{
    EMU_REAL(epoll_ctl);
    int rc = real_(instance, op, fd, event);
    if (rc == 0 && op != EPOLL_CTL_MOD) {
        watch(instance, fd, false); /* closing an fd removes it silently; it may still be in the table */
        if (op == EPOLL_CTL_ADD) {
            watch(instance, fd, true);
        }
    }
    return rc;
}

static void await_watched(const struct outside *where, int instance)
{
    int wanted[LOOKED_AT], n = 0;
    for (int i = 0; where->self != NULL && i < WATCHED && n < LOOKED_AT; i++) {
        if (watched[i].fd > 0 && watched[i].instance == instance) {
            wanted[n++] = watched[i].fd - 1;
        }
    }
    if (where->self != NULL) {
        emu_enter();
        emu_await(where->self, wanted, n);
        emu_leave();
    }
}

/* An expired time-out counts only when everybody else has come to its end: on a loaded machine real time runs ahead of
   virtual time, and who believed it would run ahead of the rest. Bounded, so that a wrong guess costs time only. */
static bool wait_on(struct outside *where, int rc)
{
    bool again = false;
    if (rc == 0 && where->self != NULL && where->deadline_ns > 0) {
        emu_enter();
        again = emu_patient(&where->patience, where->self, where->deadline_ns, true);
        emu_leave();
    }
    return again;
}

static int come_back(struct outside where, int rc)
{
    int error = errno;
    if (where.self != NULL) {
        emu_enter();
        emu_unblock(where.self);
        if (rc == 0) {
            emu_raise(where.self, where.deadline_ns);
        }
        emu_leave();
    }
    errno = error;
    return rc;
}

static uint64_t from_ms(int ms)
{
    return ms > 0 ? (uint64_t)ms * 1000000 : 0;
}

EMU_API int poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
    EMU_REAL(poll);
    struct outside where = go_outside(from_ms(timeout_ms));
    await_polled(&where, fds, count);
    int rc;
    do {
        rc = real_(fds, count, timeout_ms);
    } while (wait_on(&where, rc));
    return come_back(where, rc);
}

EMU_API int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask)
{
    EMU_REAL(ppoll);
    uint64_t ns = timeout != NULL ? in_ns(timeout) : 0;
    struct outside where = go_outside(ns);
    await_polled(&where, fds, count);
    int rc;
    do {
        rc = real_(fds, count, timeout, mask);
    } while (wait_on(&where, rc));
    return come_back(where, rc);
}

/* What select() overwrites. */
struct asked {
    fd_set in, out, except;
    struct timeval timeout;
};

static struct asked asked_of(const fd_set *in, const fd_set *out, const fd_set *except, const struct timeval *timeout)
{
    struct asked asked;
    memset(&asked, 0, sizeof asked);
    asked.in = in != NULL ? *in : asked.in;
    asked.out = out != NULL ? *out : asked.out;
    asked.except = except != NULL ? *except : asked.except;
    asked.timeout = timeout != NULL ? *timeout : asked.timeout;
    return asked;
}

static void ask_again(const struct asked *asked, fd_set *in, fd_set *out, fd_set *except, struct timeval *timeout)
{
    if (in != NULL) {
        *in = asked->in;
    }
    if (out != NULL) {
        *out = asked->out;
    }
    if (except != NULL) {
        *except = asked->except;
    }
    if (timeout != NULL) {
        *timeout = asked->timeout;
    }
}

EMU_API int select(int count, fd_set *restrict in, fd_set *restrict out, fd_set *restrict except,
                   struct timeval *restrict timeout)
{
    EMU_REAL(select);
    uint64_t ns = timeout != NULL ? (uint64_t)timeout->tv_sec * EMU_NS + (uint64_t)timeout->tv_usec * 1000 : 0;
    struct outside where = go_outside(ns);
    await_selected(&where, count, in);
    const struct asked asked = asked_of(in, out, except, timeout);
    int rc;
    while (wait_on(&where, rc = real_(count, in, out, except, timeout))) {
        ask_again(&asked, in, out, except, timeout);
    }
    return come_back(where, rc);
}

EMU_API int pselect(int count, fd_set *restrict in, fd_set *restrict out, fd_set *restrict except,
                    const struct timespec *restrict timeout, const sigset_t *restrict mask)
{
    EMU_REAL(pselect);
    uint64_t ns = timeout != NULL ? in_ns(timeout) : 0;
    struct outside where = go_outside(ns);
    await_selected(&where, count, in);
    const struct asked asked = asked_of(in, out, except, NULL);
    int rc;
    while (wait_on(&where, rc = real_(count, in, out, except, timeout, mask))) {
        ask_again(&asked, in, out, except, NULL);
    }
    return come_back(where, rc);
}

EMU_API int epoll_wait(int fd, struct epoll_event *events, int count, int timeout_ms)
{
    EMU_REAL(epoll_wait);
    struct outside where = go_outside(from_ms(timeout_ms));
    await_watched(&where, fd);
    int rc;
    do {
        rc = real_(fd, events, count, timeout_ms);
    } while (wait_on(&where, rc));
    return come_back(where, rc);
}

EMU_API int epoll_pwait(int fd, struct epoll_event *events, int count, int timeout_ms, const sigset_t *mask)
{
    EMU_REAL(epoll_pwait);
    struct outside where = go_outside(from_ms(timeout_ms));
    await_watched(&where, fd);
    int rc;
    do {
        rc = real_(fd, events, count, timeout_ms, mask);
    } while (wait_on(&where, rc));
    return come_back(where, rc);
}

/* --- waits for a signal --- */

EMU_API int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict info, const struct timespec *restrict timeout)
{
    EMU_REAL(sigtimedwait);
    struct outside where = go_outside(timeout != NULL ? in_ns(timeout) : 0);
    int rc;
    bool expired;
    do {
        rc = real_(set, info, timeout);
        expired = rc < 0 && errno == EAGAIN;
    } while (expired && wait_on(&where, 0));
    int error = errno;
    come_back(where, expired ? 0 : 1);
    errno = error;
    return rc;
}
