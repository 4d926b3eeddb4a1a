/* Keeping threads together on the virtual timeline.
   The real order of lock acquisitions decides who gets the next piece of work. Without a limit on the lead,
   a thread that waits in virtual time only would run through a whole work list before its peers are scheduled. */
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "emu.h"

#define PACE_LIMIT_NS 20000000   /* real time; keeps a wrong guess about who is runnable from hurting */
#define PACE_NAP_NS 30000
#define QUIET_NS 3000000         /* real time without any CPU use after which threads count as waiting outside */

/* True unless the kernel says that it sleeps: a thread in read() or accept() must not hold up the others. */
static bool runnable(const struct emu_thread *thread)
{
    char path[64], text[128];
    if (thread->tid == 0) {
        return true; /* created, not yet started */
    }
    char digits[12];
    int n = 0, tid = thread->tid;
    do {
        digits[n++] = (char)('0' + tid % 10);
    } while ((tid /= 10) > 0);
    memcpy(path, "/proc/self/task/", 16);
    char *end = path + 16;
    while (n > 0) {
        *end++ = digits[--n];
    }
    memcpy(end, "/stat", 6);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    long got = syscall(SYS_read, fd, text, sizeof text - 1);
    syscall(SYS_close, fd);
    text[got > 0 ? got : 0] = '\0';
    const char *state = strrchr(text, ')');
    return state != NULL && state[1] == ' ' && state[2] == 'R';
}

bool emu_thread_runnable(const struct emu_thread *thread)
{
    return runnable(thread);
}

static bool behind(const struct emu_thread *self, const struct emu_thread *other, uint64_t when_ns)
{
    return other != self && other->life == EMU_RUNNING && !other->blocked && other->vt_ns + EMU_QUANTUM_NS < when_ns &&
           emu_estimate(other) + EMU_QUANTUM_NS < when_ns;
}

static bool ahead_of_records(const struct emu_thread *self)
{
    int count;
    struct emu_thread *slots = emu_threads(&count);
    for (int i = 0; i < count; i++) {
        if (&slots[i] != self && slots[i].life == EMU_RUNNING && !slots[i].blocked &&
            slots[i].vt_ns + EMU_QUANTUM_NS < self->vt_ns) {
            return true;
        }
    }
    return false;
}

bool emu_others_running(const struct emu_thread *self, uint64_t until_ns)
{
    int count;
    struct emu_thread *slots = emu_threads(&count);
    for (int i = 0; i < count; i++) {
        if (behind(self, &slots[i], until_ns) && runnable(&slots[i])) {
            return true;
        }
    }
    return false;
}

/* --- waits that another thread ends --- */

static _Atomic uint64_t block_changes;

void emu_block(struct emu_thread *self, uint64_t until_ns)
{
    block_changes++;
    self->until_ns = until_ns;
    self->blocked = 1;
}

void emu_unblock(struct emu_thread *self)
{
    self->blocked = 0;
    self->until_ns = 0;
    block_changes++;
}

/* A blocked thread that the kernel has made runnable was woken and just has not got a CPU yet. */
static bool may_act(const struct emu_thread *self, const struct emu_thread *other, uint64_t when_ns)
{
    if (other == self || other->life != EMU_RUNNING) {
        return false;
    }
    if (!other->blocked) {
        return other->vt_ns + EMU_QUANTUM_NS < when_ns && emu_estimate(other) + EMU_QUANTUM_NS < when_ns;
    }
    return (other->until_ns > 0 && other->until_ns < when_ns) || runnable(other);
}

static bool any_may_act(const struct emu_thread *self, uint64_t when_ns)
{
    int count;
    struct emu_thread *slots = emu_threads(&count);
    for (int i = 0; i < count; i++) {
        if (may_act(self, &slots[i], when_ns)) {
            return true;
        }
    }
    return false;
}

/* Looking at one thread after the other is no snapshot; that nothing changed meanwhile makes it one. */
bool emu_stalled(struct emu_thread *self, uint64_t until_ns)
{
    uint64_t changes = block_changes;
    if (emu_threads_running() < 2) {
        return true;
    }
    if (any_may_act(self, until_ns)) {
        return false;
    }
    emu_real_sleep(2 * PACE_NAP_NS);
    return !any_may_act(self, until_ns) && changes == block_changes;
}

bool emu_pace(void)
{
    struct emu_thread *self = emu_self();
    if (self == NULL || emu_threads_running() < 2 || emu_config()->mode == EMU_WALL || !ahead_of_records(self)) {
        return false;
    }
    uint64_t give_up = emu_real_ns(CLOCK_MONOTONIC) + PACE_LIMIT_NS;
    while (emu_others_running(self, self->vt_ns) && emu_real_ns(CLOCK_MONOTONIC) < give_up) {
        emu_real_sleep(PACE_NAP_NS);
    }
    return true;
}

/* A sleep jumps. It takes real time only while another thread could still act in the meantime: as long as the sleep
   would have taken, and on until the others have caught up or compute no more (then they wait for the outside
   world, and real time is the only one that passes). */
void emu_sleep(struct emu_thread *self, uint64_t duration_ns)
{
    emu_raise(self, self->vt_ns + duration_ns + emu_config()->timer_slack_ns);
    uint64_t now = emu_real_ns(CLOCK_MONOTONIC), real_end = now + duration_ns, busy_at = now, cpu = emu_process_cpu();
    syscall(SYS_sched_yield);
    while (!emu_stalled(self, self->vt_ns) && (now < real_end || now - busy_at < QUIET_NS)) {
        emu_real_sleep(duration_ns < 100000 ? duration_ns : 100000);
        now = emu_real_ns(CLOCK_MONOTONIC);
        uint64_t more = emu_process_cpu();
        busy_at = more > cpu || emu_others_running(self, self->vt_ns) ? now : busy_at;
        cpu = more;
    }
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
