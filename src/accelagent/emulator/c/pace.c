/* Keeping threads and processes together on the virtual timeline.
   The real order of lock acquisitions, submissions and messages decides who gets the next piece of work. Without a
   limit on the lead, whoever waits in virtual time only would run through a whole work list before its peers are
   scheduled. Every wait here is bounded in real time: a wrong guess about who is runnable costs time, never progress. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "shared.h"

#define PACE_LIMIT_NS 20000000    /* real time, between threads of one process */
#define INPUT_LIMIT_NS 100000000  /* real time that data may be on its way through the kernel */
#define LOAD_LIMIT_NS 300000000   /* real time in which a new process is loaded */
#define RUN_LIMIT_NS 2000000000   /* real time for one that runs or waits for a CPU */
#define STILL_NS 50000000         /* CPU used in fixed mode without getting on in virtual time */
#define PACE_NAP_NS 30000
#define BIRTH_NS 2000000000       /* real time an announced child is waited for */
#define LONGEST_NAP_NS 1000000    /* real time between two looks of a sleeper */

/* --- looking at a thread from outside --- */

static char *digits(char *to, int value)
{
    char reversed[12];
    int n = 0;
    do {
        reversed[n++] = (char)('0' + value % 10);
    } while ((value /= 10) > 0);
    while (n > 0) {
        *to++ = reversed[--n];
    }
    return to;
}

/* Reads /proc/<pid>/task/<tid>/<name>; by system call and without the heap, for this runs in the middle of anything. */
static bool read_task(const struct emu_face *face, const char *name, char *text, size_t size)
{
    char path[64] = "/proc/";
    char *end = digits(path + 6, face->pid);
    end = digits(stpcpy(end, "/task/"), face->tid);
    strcpy(stpcpy(end, "/"), name);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        text[0] = '\0';
        return false;
    }
    long got = syscall(SYS_read, fd, text, size - 1);
    syscall(SYS_close, fd);
    text[got > 0 ? got : 0] = '\0';
    return got > 0;
}

/* On a CPU or waiting for one. */
static bool wants_cpu(const struct emu_face *face)
{
    char text[128];
    const char *state = read_task(face, "stat", text, sizeof text) ? strrchr(text, ')') : NULL;
    return state != NULL && state[1] == ' ' && state[2] == 'R';
}

static bool alive(const struct emu_face *face)
{
    return face->pid == emu_pid() || syscall(SYS_kill, face->pid, 0) == 0;
}

/* True unless the kernel says that it sleeps: a thread in read() or accept() must not hold up the others. */
static bool runnable(struct emu_face *face)
{
    char text[128];
    int life = face->life;
    if (face->pacing) {
        return life == EMU_FACE_ALIVE && alive(face);
    }
    if (life == EMU_FACE_UNBORN) {
        return emu_real_ns(CLOCK_MONOTONIC) < face->born_ns + BIRTH_NS;
    }
    bool there = read_task(face, "stat", text, sizeof text);
    const char *state = strrchr(text, ')');
    char letter = state != NULL && state[1] == ' ' ? state[2] : 'Z';
    return there && (letter == 'R' || letter == 'D' || emu_face_has_input(face));
}

bool emu_thread_runnable(const struct emu_thread *thread)
{
    return runnable(thread->face);
}

/* CPU time of a thread; the kernel keeps the thread clocks of other processes to itself. */
static uint64_t cpu_of(const struct emu_face *face)
{
    if (face->pid == emu_pid()) {
        return emu_real_ns((clockid_t)(~(unsigned)face->tid << 3 | 6));
    }
    char text[96];
    return read_task(face, "schedstat", text, sizeof text) ? strtoull(text, NULL, 10) : 0;
}

/* Where it stands, including the CPU it used since it last called us. */
static uint64_t estimate(const struct emu_face *face)
{
    uint64_t vt = face->vt_ns, mark = face->mark_ns;
    if (emu_config()->mode != EMU_VIRTUAL || face->inside || face->life != EMU_FACE_ALIVE) {
        return vt;
    }
    uint64_t cpu = cpu_of(face);
    return cpu > mark ? vt + (cpu - mark) : vt;
}

static bool is_behind(const struct emu_face *face, uint64_t when_ns)
{
    return face->vt_ns + EMU_QUANTUM_NS < when_ns && estimate(face) + EMU_QUANTUM_NS < when_ns;
}

static bool of_others(const struct emu_thread *self, const struct emu_face *face)
{
    return face->life != EMU_FACE_FREE && face != self->face;
}

/* --- the lead over threads of this process --- */

/* One of this process that is not held up. Those that look for completions in vain do not wait for one another. */
static bool of_peers(const struct emu_thread *self, const struct emu_face *face)
{
    return of_others(self, face) && face->pid == emu_pid() && !face->blocked && !(self->face->idles && face->idles);
}

static bool ahead_of_records(const struct emu_thread *self)
{
    struct emu_scan scan = {0, 0};
    for (const struct emu_face *face; (face = emu_next_face(&scan)) != NULL;) {
        if (of_peers(self, face) && face->vt_ns + EMU_QUANTUM_NS < self->vt_ns) {
            return true;
        }
    }
    return false;
}

bool emu_others_running(const struct emu_thread *self, uint64_t until_ns)
{
    struct emu_scan scan = {0, 0};
    for (struct emu_face *face; (face = emu_next_face(&scan)) != NULL;) {
        if (of_peers(self, face) && is_behind(face, until_ns) && runnable(face)) {
            return true;
        }
    }
    return false;
}

bool emu_pace(void)
{
    struct emu_thread *self = emu_self();
    if (self == NULL || emu_threads_running() < 2 || emu_config()->mode == EMU_WALL || !ahead_of_records(self)) {
        return false;
    }
    uint64_t give_up = emu_real_ns(CLOCK_MONOTONIC) + PACE_LIMIT_NS;
    self->face->pacing = 1;
    while (emu_others_running(self, self->vt_ns) && emu_real_ns(CLOCK_MONOTONIC) < give_up) {
        emu_real_sleep(PACE_NAP_NS);
    }
    self->face->pacing = 0;
    return true;
}

/* --- the lead over other processes --- */

/* A face that did not move within the limit is left alone until it has come to where we were then. */
static _Atomic uint64_t given_up[EMU_MAX_SEATS * EMU_MAX_FACES];

static bool counts(const struct emu_thread *self, const struct emu_face *face, int index)
{
    return of_others(self, face) && face->vt_ns + EMU_QUANTUM_NS < self->vt_ns && face->vt_ns >= given_up[index] &&
           face->blocked != EMU_WAITS;
}

static bool holds(const struct emu_thread *self, struct emu_face *face, int index)
{
    if (!counts(self, face, index)) {
        return false;
    }
    return face->blocked == EMU_SLEEPS ? alive(face) : is_behind(face, self->vt_ns) && runnable(face);
}

/* Its number, -1: nobody. */
static int somebody_behind(const struct emu_thread *self, bool (*test)(const struct emu_thread *, struct emu_face *, int),
                           struct emu_face **found)
{
    struct emu_scan scan = {0, 0};
    for (struct emu_face *face; (face = emu_next_face(&scan)) != NULL;) {
        if (test(self, face, emu_face_number(&scan))) {
            *found = face;
            return emu_face_number(&scan);
        }
    }
    return -1;
}

static bool counts_at_all(const struct emu_thread *self, struct emu_face *face, int index)
{
    return counts(self, face, index);
}

static uint64_t process_cpu(const struct emu_face *face)
{
    return face->pid != 0 ? emu_real_ns((clockid_t)(~(unsigned)face->pid << 3 | 2)) : 0;
}

static bool hopeless(const struct emu_face *face, uint64_t waited_ns, uint64_t cpu_used_ns)
{
    bool on_its_way = face->blocked == EMU_IO && waited_ns > INPUT_LIMIT_NS && !wants_cpu(face);
    uint64_t limit = face->life == EMU_FACE_UNBORN ? LOAD_LIMIT_NS : on_its_way ? INPUT_LIMIT_NS : RUN_LIMIT_NS;
    return waited_ns > limit || (emu_config()->mode == EMU_FIXED && cpu_used_ns > STILL_NS);
}

bool emu_pace_processes(void)
{
    struct emu_thread *self = emu_self();
    struct emu_face *face;
    if (self == NULL || emu_config()->mode == EMU_WALL || somebody_behind(self, counts_at_all, &face) < 0) {
        return false;
    }
    int watched = -1, slowest;
    uint64_t since = 0, cpu = 0;
    self->face->pacing = 1;
    while ((slowest = somebody_behind(self, holds, &face)) >= 0) {
        if (slowest != watched) {
            watched = slowest;
            since = emu_real_ns(CLOCK_MONOTONIC);
            cpu = process_cpu(face);
        }
        if (hopeless(face, emu_real_ns(CLOCK_MONOTONIC) - since, process_cpu(face) - cpu)) {
            given_up[slowest] = self->vt_ns;
        } else {
            emu_real_sleep(PACE_NAP_NS);
        }
    }
    self->face->pacing = 0;
    return true;
}

/* --- waits that somebody else ends --- */

void emu_block_as(struct emu_thread *self, enum emu_blocking how, uint64_t until_ns)
{
    emu_own_region()->changes++;
    self->until_ns = self->face->until_ns = until_ns;
    self->blocked = self->face->blocked = how;
}

void emu_block(struct emu_thread *self, uint64_t until_ns)
{
    emu_block_as(self, EMU_WAITS, until_ns);
}

void emu_unblock(struct emu_thread *self)
{
    self->blocked = self->face->blocked = EMU_UNBLOCKED;
    self->until_ns = self->face->until_ns = self->face->awaits[0] = 0;
    emu_own_region()->changes++;
}

/* A blocked thread that the kernel has made runnable was woken and just has not got a CPU yet. Of our own threads
   those in a call we do not know, or waiting for the world outside, count as well: their answer may be due. */
static bool may_act(const struct emu_thread *self, struct emu_face *face, uint64_t when_ns)
{
    if (!of_others(self, face)) {
        return false;
    }
    bool ours = face->pid == emu_pid(), knows_no_end = !face->blocked || face->blocked == EMU_IO;
    if (face->until_ns > 0 && face->until_ns < when_ns && face->blocked) {
        return alive(face);
    }
    if (knows_no_end && ours) {
        return is_behind(face, when_ns);
    }
    return face->blocked ? runnable(face) : is_behind(face, when_ns) && runnable(face);
}

static bool any_may_act(const struct emu_thread *self, uint64_t when_ns)
{
    struct emu_scan scan = {0, 0};
    for (struct emu_face *face; (face = emu_next_face(&scan)) != NULL;) {
        if (may_act(self, face, when_ns)) {
            return true;
        }
    }
    return false;
}

static bool alone(const struct emu_thread *self)
{
    struct emu_scan scan = {0, 0};
    for (const struct emu_face *face; (face = emu_next_face(&scan)) != NULL;) {
        if (of_others(self, face)) {
            return false;
        }
    }
    return true;
}

/* Looking at one thread after the other is no snapshot; that nothing changed meanwhile makes it one. */
bool emu_stalled(struct emu_thread *self, uint64_t until_ns)
{
    uint64_t changes = emu_changes();
    if (alone(self)) {
        return true;
    }
    if (any_may_act(self, until_ns)) {
        return false;
    }
    emu_real_sleep(2 * PACE_NAP_NS);
    return !any_may_act(self, until_ns) && changes == emu_changes();
}

static bool has_to_come(struct emu_face *face, uint64_t when_ns, bool sleepers)
{
    if (face->blocked == EMU_SLEEPS) {
        return sleepers && face->until_ns < when_ns && alive(face);
    }
    return is_behind(face, when_ns) && runnable(face);
}

/* The slowest that computes and stands before `when_ns`, or sleeps and wakes up before; NULL: there is none. */
static struct emu_face *slowest_before(const struct emu_thread *self, uint64_t when_ns, bool sleepers, uint64_t *stands_ns)
{
    struct emu_face *slowest = NULL;
    struct emu_scan scan = {0, 0};
    for (struct emu_face *face; (face = emu_next_face(&scan)) != NULL;) {
        if (of_others(self, face) && has_to_come(face, when_ns, sleepers)) {
            uint64_t stands = estimate(face);
            if (slowest == NULL || stands < *stands_ns) {
                slowest = face;
                *stands_ns = stands;
            }
        }
    }
    return slowest;
}

/* Whether to go on waiting for those before `when_ns`. On a loaded machine a processor's time comes in slices that lie
   far apart, so the limit counts from the last time that the slowest was seen to get on. With the fixed clock nobody's
   time passes by computing, so nobody is waited for. */
bool emu_patient(struct emu_patience *patience, const struct emu_thread *self, uint64_t when_ns, bool sleepers)
{
    uint64_t stands = 0, now = emu_real_ns(CLOCK_MONOTONIC);
    struct emu_face *slowest =
        emu_config()->mode == EMU_VIRTUAL ? slowest_before(self, when_ns, sleepers, &stands) : NULL;
    if (slowest == NULL) {
        return false;
    }
    if (slowest != patience->slowest || stands != patience->stands_ns) {
        *patience = (struct emu_patience){slowest, stands, now};
    }
    bool gets_there = slowest->blocked == EMU_SLEEPS || wants_cpu(slowest);
    return now < patience->since_ns + (gets_there ? RUN_LIMIT_NS : INPUT_LIMIT_NS);
}

static uint64_t nap_of(uint64_t duration_ns)
{
    uint64_t part = duration_ns / 8;
    return duration_ns < PACE_NAP_NS ? duration_ns : part < PACE_NAP_NS ? PACE_NAP_NS : part < LONGEST_NAP_NS ? part : LONGEST_NAP_NS;
}

/* A sleep jumps only when nobody, in any process, could act before its end. Otherwise it takes the real time that it
   asks for, and as long as others that are behind still compute: their work belongs before its end. */
void emu_sleep(struct emu_thread *self, uint64_t duration_ns)
{
    struct emu_patience patience = {NULL, 0, 0};
    emu_raise(self, self->vt_ns + duration_ns + emu_config()->timer_slack_ns);
    emu_block_as(self, EMU_SLEEPS, self->vt_ns);
    uint64_t real_end = emu_real_ns(CLOCK_MONOTONIC) + duration_ns;
    if (!alone(self)) { /* on a loaded machine a yield takes a whole time slice */
        syscall(SYS_sched_yield);
    }
    while (!emu_stalled(self, self->vt_ns) &&
           (emu_real_ns(CLOCK_MONOTONIC) < real_end || emu_patient(&patience, self, self->vt_ns, false))) {
        emu_real_sleep(nap_of(duration_ns));
    }
    emu_unblock(self);
}

/* --- threads that only poll --- */

#define GLANCE_NS 20000 /* CPU from one look to the next; with more it has found something else to do */

/* When it could first change anything for another thread by itself: UINT64_MAX, never. Of an idle thread of this process
   it is a completion that makes it act, and those are known; one woken from a wait has its turn where it stands. */
static uint64_t acts_at(struct emu_face *face)
{
    switch (face->life == EMU_FACE_ALIVE ? face->blocked : EMU_IO) {
    case EMU_SLEEPS:
        return face->until_ns;
    case EMU_WAITS:
        return runnable(face) ? face->vt_ns : face->until_ns > 0 ? face->until_ns : UINT64_MAX;
    case EMU_UNBLOCKED: {
        uint64_t stands = estimate(face);
        return face->idles && face->pid == emu_pid() && stands < face->vt_ns + GLANCE_NS ? UINT64_MAX : stands;
    }
    default:
        return face->vt_ns; /* it waits for the world outside, whose time is the real one */
    }
}

uint64_t emu_idle_until(struct emu_thread *self, uint64_t soonest_ns, uint64_t changes)
{
    uint64_t until = soonest_ns;
    struct emu_scan scan = {0, 0};
    for (struct emu_face *face; (face = emu_next_face(&scan)) != NULL;) {
        uint64_t at = of_others(self, face) ? acts_at(face) : UINT64_MAX;
        until = at < until ? at : until;
    }
    return until == UINT64_MAX || changes != emu_changes() ? 0 : until;
}

void emu_wake(uintptr_t condition, uint64_t when_ns, bool all)
{
    int count;
    struct emu_thread *slots = emu_threads(&count);
    for (int i = 0; i < count; i++) {
        struct emu_thread *thread = &slots[i];
        if (thread->blocked && thread->waits_for == condition) {
            emu_raise(thread, when_ns);
            emu_unblock(thread);
            if (!all) {
                return;
            }
        }
    }
}
