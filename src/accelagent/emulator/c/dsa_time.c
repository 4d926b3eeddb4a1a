/* Sleeps, yields and clock reads are moments at which what has become due is completed. Time itself is the other
   preloaded library's business, to which all of these pass on. */
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "dsa.h"
#include "interpose.h"

/* After the call: time has passed in it. */
static void catch_up(void)
{
    struct emu_thread *self = dsa_in_flight() ? emu_self() : NULL;
    if (self != NULL && self->depth == 0) {
        int error = errno;
        emu_enter();
        dsa_progress();
        emu_leave();
        errno = error;
    }
}

EMU_API int clock_gettime(clockid_t clock, struct timespec *ts)
{
    EMU_REAL(clock_gettime);
    int rc = real_(clock, ts);
    catch_up();
    return rc;
}

EMU_API int gettimeofday(struct timeval *restrict tv, void *restrict zone)
{
    static int (*real_)(struct timeval *restrict, void *restrict);
    if (real_ == NULL) {
        *(void **)(void *)&real_ = emu_next("gettimeofday", NULL);
    }
    int rc = real_(tv, zone);
    catch_up();
    return rc;
}

EMU_API int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request, struct timespec *rest)
{
    EMU_REAL(clock_nanosleep);
    int rc = real_(clock, flags, request, rest);
    catch_up();
    return rc;
}

EMU_API int nanosleep(const struct timespec *request, struct timespec *rest)
{
    EMU_REAL(nanosleep);
    int rc = real_(request, rest);
    catch_up();
    return rc;
}

EMU_API int usleep(useconds_t us)
{
    EMU_REAL(usleep);
    int rc = real_(us);
    catch_up();
    return rc;
}

EMU_API unsigned sleep(unsigned seconds)
{
    EMU_REAL(sleep);
    unsigned rest = real_(seconds);
    catch_up();
    return rest;
}

EMU_API int poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
    EMU_REAL(poll);
    int rc = real_(fds, count, timeout_ms);
    catch_up();
    return rc;
}

/* Polling with a yield between looks: a look like any other, of which we do not know the address. */
EMU_API int sched_yield(void)
{
    EMU_REAL(sched_yield);
    if (dsa_in_flight()) {
        dsa_yielded();
    }
    return real_();
}
