/* Threads, mutexes, condition variables and semaphores carry virtual timestamps from who releases to who acquires. */
#include <errno.h>
#include <semaphore.h>

#include "interpose.h"
#include "shared.h"

#define COND "GLIBC_2.3.2"
#define CHUNK_NS 5000000 /* real time between looks at whether anybody could still signal */
#define QUIET_NS 1000000 /* real time without anybody moving after which a wait that nobody seems to end is over */
#define PATIENCE 40      /* chunks without an answer after which real time counts, whoever seems to compute */

/* --- timestamps of synchronisation objects, by address: two objects on one entry only make time more cautious --- */

#define ENTRIES 65536
static _Atomic uint64_t stamps[ENTRIES];

static _Atomic uint64_t *stamp_of(const void *object)
{
    uint64_t key = (uint64_t)(uintptr_t)object * 0x9E3779B97F4A7C15ULL;
    return &stamps[key >> 48];
}

static void release(const void *object, uint64_t now_ns)
{
    _Atomic uint64_t *stamp = stamp_of(object);
    uint64_t seen = *stamp;
    while (seen < now_ns && !atomic_compare_exchange_weak(stamp, &seen, now_ns)) {
    }
}

static void acquire(struct emu_thread *self, const void *object)
{
    emu_raise(self, *stamp_of(object));
}

/* A mutex is often free when it is taken, in an order that the real scheduler made up. Leads within the quantum
   therefore prove nothing; following them would chain all threads to the foremost one. */
static void acquire_mutex(struct emu_thread *self, const void *mutex)
{
    uint64_t stamp = *stamp_of(mutex);
    if (stamp > self->vt_ns + EMU_QUANTUM_NS) {
        emu_raise(self, stamp);
    }
}

/* One thread alone needs no timestamps, and most programs lock a lot before they start a second one. */
static struct emu_thread *tracked(void)
{
    struct emu_thread *self = emu_multithreaded() ? emu_self() : NULL;
    return emu_interposing(self) ? self : NULL;
}

/* --- create, join --- */

static void at_end(void *thread)
{
    emu_thread_end(thread);
}

#define END_FRAMES 4096 /* what unwinding and the end of a thread take of its stack */

/* The thread's function lies below the frames of its end: a destructor of thread-specific data may still be handed
   a pointer into its dead frame, which the C library's own few frames would have spared. */
__attribute__((noinline)) static void *start_below(struct emu_thread *self)
{
    volatile char end_frames[END_FRAMES];
    __asm__ volatile("" : : "r"(end_frames) : "memory");
    void *result = self->start(self->argument);
    __asm__ volatile("" : : "r"(end_frames) : "memory");
    return result;
}

static void *run(void *argument)
{
    struct emu_thread *self = argument;
    void *result = NULL;
    emu_thread_begin(self);
    pthread_cleanup_push(at_end, self);
    result = start_below(self);
    pthread_cleanup_pop(1);
    return result;
}

EMU_API int pthread_create(pthread_t *handle, const pthread_attr_t *attributes, void *(*start)(void *), void *argument)
{
    EMU_REAL(pthread_create);
    struct emu_thread *self = emu_self();
    if (!emu_interposing(self)) {
        return real_(handle, attributes, start, argument);
    }
    emu_enter();
    struct emu_thread *child = emu_thread_create();
    int rc;
    if (child == NULL) {
        rc = real_(handle, attributes, start, argument);
    } else {
        child->start = start;
        child->argument = argument;
        rc = real_(handle, attributes, run, child);
        if (rc != 0) {
            emu_thread_cancel(child);
        }
    }
    emu_leave();
    return rc;
}

EMU_API int pthread_join(pthread_t handle, void **result)
{
    EMU_REAL(pthread_join);
    struct emu_thread *self = emu_self();
    if (!emu_interposing(self)) {
        return real_(handle, result);
    }
    emu_enter();
    emu_block(self, 0);
    int rc = real_(handle, result);
    emu_unblock(self);
    if (rc == 0) {
        emu_raise(self, emu_thread_join(handle));
    }
    emu_leave();
    return rc;
}

/* --- mutexes --- */

EMU_API int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    EMU_REAL(pthread_mutex_lock);
    struct emu_thread *self = tracked();
    if (self == NULL) {
        return real_(mutex);
    }
    self->depth++;
    emu_touch(self);
    bool slow = emu_pace();
    int rc = pthread_mutex_trylock(mutex);
    if (rc == EBUSY) {
        emu_block(self, 0);
        rc = real_(mutex);
        emu_unblock(self);
        slow = true;
    }
    acquire_mutex(self, mutex);
    self->depth--;
    if (slow) {
        emu_restart(self); /* on the short path a second clock read would cost more than it corrects */
    }
    return rc;
}

EMU_API int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    EMU_REAL(pthread_mutex_trylock);
    struct emu_thread *self = tracked();
    int rc = real_(mutex);
    if (self != NULL && rc == 0) {
        acquire_mutex(self, mutex);
    }
    return rc;
}

EMU_API int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    EMU_REAL(pthread_mutex_unlock);
    struct emu_thread *self = tracked();
    if (self != NULL) {
        emu_touch(self);
        release(mutex, self->vt_ns);
    }
    return real_(mutex);
}

/* --- deadlines: given on the virtual clock, waited for on the real one --- */

static uint64_t in_ns(const struct timespec *ts)
{
    return ts->tv_sec < 0 ? 0 : (uint64_t)ts->tv_sec * EMU_NS + (uint64_t)ts->tv_nsec;
}

static struct timespec as_timespec(uint64_t ns)
{
    return (struct timespec){(time_t)(ns / EMU_NS), (long)(ns % EMU_NS)};
}

/* The deadline on the thread's own timeline. */
static uint64_t virtual_deadline(clockid_t clock, const struct timespec *at)
{
    uint64_t zero = clock == CLOCK_REALTIME ? emu_epoch_realtime() : emu_epoch_monotonic();
    return in_ns(at) > zero ? in_ns(at) - zero : 0;
}

/* Real time left to the deadline; a whole piece for a wait that is over in real time only. */
static uint64_t time_left(const struct emu_thread *self, uint64_t deadline_ns)
{
    uint64_t left = deadline_ns > self->vt_ns ? deadline_ns - self->vt_ns : 0;
    return self->patience.slowest != NULL ? CHUNK_NS : left;
}

/* How long to wait really: nothing when nobody is left who could act before the deadline. */
static struct timespec real_deadline(struct emu_thread *self, clockid_t clock, uint64_t deadline_ns, bool *last)
{
    uint64_t left = emu_stalled(self, deadline_ns) ? 0 : time_left(self, deadline_ns);
    *last = left <= CHUNK_NS;
    return as_timespec(emu_real_ns(clock) + (*last ? left : CHUNK_NS));
}

/* The real time of a wait is over: whether its virtual time is, which is not before others have come to its end. */
static bool expires(struct emu_thread *self, uint64_t deadline_ns)
{
    if (emu_patient(&self->patience, self, deadline_ns, true)) {
        return false;
    }
    self->patience = (struct emu_patience){NULL, 0, 0};
    emu_raise(self, deadline_ns);
    return true;
}

/* A chunk of real time went by in a wait. When others compute, their time will reach the deadline, however few of the
   machine's processors they get; when nobody does, all of them wait for the outside world and real time is the only one
   that passes. The same holds in the end when one computes without getting on in virtual time (fixed mode): it may be
   spinning until we time out. */
static void pass_chunk(struct emu_thread *self, uint64_t cpu_before_ns)
{
    bool patient = ++self->chunks <= PATIENCE;
    bool others = emu_others_running(self, self->vt_ns + CHUNK_NS);
    if (patient ? !others && emu_process_cpu() == cpu_before_ns : !others || emu_config()->mode == EMU_FIXED) {
        emu_raise(self, self->vt_ns + CHUNK_NS);
    }
}

/* Waits in pieces of real time until `attempt` answers something else than ETIMEDOUT or the deadline has come. */
static int timed(struct emu_thread *self, clockid_t clock, uint64_t deadline_ns, void *object,
                 int (*attempt)(void *, clockid_t, const struct timespec *))
{
    bool over = false;
    int rc;
    self->chunks = 0;
    do {
        bool last;
        uint64_t cpu = emu_process_cpu();
        struct timespec until = real_deadline(self, clock, deadline_ns, &last);
        emu_block(self, deadline_ns);
        rc = attempt(object, clock, &until);
        emu_unblock(self);
        if (rc == ETIMEDOUT && last) {
            over = expires(self, deadline_ns);
        } else if (rc == ETIMEDOUT) {
            pass_chunk(self, cpu);
        }
    } while (rc == ETIMEDOUT && !over);
    return rc;
}

static int lock_until(void *mutex, clockid_t clock, const struct timespec *at)
{
    EMU_REAL(pthread_mutex_clocklock);
    return real_(mutex, clock, at);
}

EMU_API int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *at)
{
    EMU_REAL(pthread_mutex_clocklock);
    struct emu_thread *self = emu_self();
    if (!emu_interposing(self)) {
        return real_(mutex, clock, at);
    }
    emu_enter();
    uint64_t deadline = virtual_deadline(clock, at);
    int rc = timed(self, clock, deadline, mutex, lock_until);
    if (rc != ETIMEDOUT) {
        acquire_mutex(self, mutex);
    }
    emu_leave();
    return rc;
}

EMU_API int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *at)
{
    EMU_REAL(pthread_mutex_timedlock);
    return emu_interposing(emu_self()) ? pthread_mutex_clocklock(mutex, CLOCK_REALTIME, at) : real_(mutex, at);
}

/* --- condition variables --- */

static void before_wait(struct emu_thread *self, const void *condition, const void *mutex, uint64_t until_ns)
{
    emu_enter();
    release(mutex, self->vt_ns);
    self->waits_for = (uintptr_t)condition;
    emu_block(self, until_ns);
}

static void after_wait(struct emu_thread *self, const void *condition, const void *mutex, bool woken)
{
    emu_unblock(self);
    self->waits_for = 0;
    if (woken) {
        acquire(self, condition);
    }
    acquire_mutex(self, mutex);
    emu_leave();
}

EMU_API int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    EMU_REAL_VERSION(pthread_cond_wait, COND);
    struct emu_thread *self = emu_self();
    if (!emu_interposing(self)) {
        return real_(condition, mutex);
    }
    before_wait(self, condition, mutex, 0);
    int rc = real_(condition, mutex);
    after_wait(self, condition, mutex, rc == 0);
    return rc;
}

/* Waits in real chunks. Between two of them it returns 0, a spurious wake-up, rather than waiting on: a signal
   sent while the mutex is ours again would be lost. */
EMU_API int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock,
                                   const struct timespec *at)
{
    EMU_REAL(pthread_cond_clockwait);
    struct emu_thread *self = emu_self();
    if (!emu_interposing(self)) {
        return real_(condition, mutex, clock, at);
    }
    uint64_t deadline = virtual_deadline(clock, at);
    before_wait(self, condition, mutex, deadline);
    /* Whoever waits for the mutex that we give up only below looks as if it could do nothing: quiet is a guess until
       some real time with the mutex free has passed and nobody has moved. */
    bool quiet = emu_stalled(self, deadline);
    uint64_t changes = emu_changes();
    uint64_t cpu = emu_process_cpu();
    uint64_t left = time_left(self, deadline);
    uint64_t chunk = quiet ? QUIET_NS : CHUNK_NS;
    bool last = !quiet && left <= chunk;
    struct timespec until = as_timespec(emu_real_ns(clock) + (left < chunk ? left : chunk));
    int rc = real_(condition, mutex, clock, &until);
    bool timed_out = rc == ETIMEDOUT;
    bool over = timed_out && (last || (quiet && changes == emu_changes() && emu_stalled(self, deadline))) &&
                expires(self, deadline);
    if (!timed_out || over) {
        self->chunks = 0;
        self->patience = (struct emu_patience){NULL, 0, 0};
    } else {
        rc = 0;
        if (!quiet && !last) {
            pass_chunk(self, cpu);
        }
    }
    after_wait(self, condition, mutex, !timed_out);
    return rc;
}

EMU_API int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *at)
{
    EMU_REAL_VERSION(pthread_cond_timedwait, COND);
    if (!emu_interposing(emu_self())) {
        return real_(condition, mutex, at);
    }
    /* glibc keeps the clock chosen by pthread_condattr_setclock in this bit of the condition variable. */
    clockid_t clock = (condition->__data.__wrefs & 2) != 0 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
    return pthread_cond_clockwait(condition, mutex, clock, at);
}

static void announce(const void *condition, bool all)
{
    struct emu_thread *self = tracked();
    if (self == NULL) {
        return;
    }
    self->depth++;
    emu_acted();
    emu_touch(self);
    release(condition, self->vt_ns);
    emu_wake((uintptr_t)condition, self->vt_ns, all);
    self->depth--;
}

EMU_API int pthread_cond_signal(pthread_cond_t *condition)
{
    EMU_REAL_VERSION(pthread_cond_signal, COND);
    announce(condition, false);
    return real_(condition);
}

EMU_API int pthread_cond_broadcast(pthread_cond_t *condition)
{
    EMU_REAL_VERSION(pthread_cond_broadcast, COND);
    announce(condition, true);
    return real_(condition);
}

/* --- semaphores --- */

EMU_API int sem_wait(sem_t *semaphore)
{
    EMU_REAL(sem_wait);
    struct emu_thread *self = emu_self();
    if (!emu_interposing(self)) {
        return real_(semaphore);
    }
    emu_enter();
    emu_pace();
    self->waits_for = (uintptr_t)semaphore;
    emu_block(self, 0);
    int rc = real_(semaphore);
    int error = errno;
    emu_unblock(self);
    if (rc == 0) {
        acquire(self, semaphore);
    }
    emu_leave();
    errno = error;
    return rc;
}

EMU_API int sem_trywait(sem_t *semaphore)
{
    EMU_REAL(sem_trywait);
    struct emu_thread *self = tracked();
    int rc = real_(semaphore);
    if (self != NULL && rc == 0) {
        acquire(self, semaphore);
    }
    return rc;
}

static int take_until(void *semaphore, clockid_t clock, const struct timespec *at)
{
    EMU_REAL(sem_clockwait);
    return real_(semaphore, clock, at) == 0 ? 0 : errno;
}

EMU_API int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *at)
{
    EMU_REAL(sem_clockwait);
    struct emu_thread *self = emu_self();
    if (!emu_interposing(self)) {
        return real_(semaphore, clock, at);
    }
    emu_enter();
    self->waits_for = (uintptr_t)semaphore;
    int rc = timed(self, clock, virtual_deadline(clock, at), semaphore, take_until);
    if (rc == 0) {
        acquire(self, semaphore);
    }
    emu_leave();
    errno = rc == 0 ? errno : rc;
    return rc == 0 ? 0 : -1;
}

EMU_API int sem_timedwait(sem_t *semaphore, const struct timespec *at)
{
    EMU_REAL(sem_timedwait);
    return emu_interposing(emu_self()) ? sem_clockwait(semaphore, CLOCK_REALTIME, at) : real_(semaphore, at);
}

EMU_API int sem_post(sem_t *semaphore)
{
    EMU_REAL(sem_post);
    announce(semaphore, false);
    return real_(semaphore);
}
