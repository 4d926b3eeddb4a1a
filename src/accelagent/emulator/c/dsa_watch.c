/* Loops that only look at memory, `while (!record.status);`, never call us. This file finds them and lets their time
   pass: right after a submission, and from an observing thread, a thread's next instructions are executed one by one.
   When all its registers come back to what they were, the loop changes nothing and can only end by a completion. */
#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "dsa.h"

#define STEPS_AFTER_SUBMISSION 160 /* unoptimised code takes that many from a submission to its loop */
#define STEPS_OBSERVED 24
#define PERIOD_NS 50000           /* real time between looks; grows by half while nothing happens, so that a look */
#define PERIOD_MAX_NS 5000000     /* is never off by more than a third of the time gone by */
#define FORCE_AFTER 100           /* looks without progress: in fixed mode nothing else would end the loop */
#define FLAG_TRAP 0x100
#define REGISTERS 17              /* R8 to RIP in the order of gregs */

static _Atomic int started;
static _Atomic unsigned idle_looks;
static _Atomic int asleep;        /* the observer: nothing is in flight */

struct probe {
    unsigned left, taken, renew;
    greg_t anchor[REGISTERS];
    uint64_t pending_ns;          /* CPU time of which we do not know yet whether it was spent spinning */
};
static __thread struct probe probe __attribute__((tls_model("initial-exec")));

int dsa_probe_signal(void)
{
    return SIGRTMAX - 2;
}

/* --- one step after the other --- */

static void exclude_cpu(struct emu_thread *self)
{
    if (emu_config()->mode == EMU_VIRTUAL) {
        self->mark_ns = emu_real_ns(CLOCK_THREAD_CPUTIME_ID) + dsa_trap_return_ns();
    }
}

static void set_anchor(const ucontext_t *context)
{
    memcpy(probe.anchor, context->uc_mcontext.gregs, sizeof probe.anchor);
    probe.renew = 2 * probe.taken + 1;
}

static void begin_probe(ucontext_t *context, unsigned steps)
{
    probe.left = steps;
    probe.taken = 0;
    set_anchor(context);
    context->uc_mcontext.gregs[REG_EFL] |= FLAG_TRAP;
}

/* It was work after all. */
static void account_pending(struct emu_thread *self)
{
    if (self != NULL && probe.pending_ns > 0) {
        self->vt_ns += probe.pending_ns;
        self->cpu_ns += probe.pending_ns;
    }
    probe.pending_ns = 0;
}

static void end_probe(ucontext_t *context, struct emu_thread *self)
{
    bool observed = probe.pending_ns > 0;
    probe.left = 0;
    context->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)FLAG_TRAP;
    account_pending(self);
    if (observed && self != NULL && self->depth == 0) {
        exclude_cpu(self);
        emu_enter();
        dsa_progress();
        emu_leave();
    }
}

/* Not to be stepped over: system calls may block the trap, and time stamps would contain our own time. */
static bool at_barrier(const ucontext_t *context)
{
    const uint8_t *next = (const uint8_t *)(uintptr_t)context->uc_mcontext.gregs[REG_RIP];
    return next[0] == 0x0f && (next[1] == 0x05 || next[1] == 0x31 || (next[1] == 0x01 && next[2] == 0xf9));
}

static bool repeats(const ucontext_t *context)
{
    return memcmp(probe.anchor, context->uc_mcontext.gregs, sizeof probe.anchor) == 0;
}

static void on_step(int signal, siginfo_t *info, void *of)
{
    ucontext_t *context = of;
    struct emu_thread *self = emu_self();
    int error = errno;
    (void)signal;
    (void)info;
    if (probe.left == 0 || self == NULL || self->depth > 0 || at_barrier(context) || --probe.left == 0) {
        end_probe(context, self);
    } else if (probe.taken++, repeats(context)) {
        probe.pending_ns /= 2; /* the loop began some time since the last look; from then on only the completion counts */
        account_pending(self);
        exclude_cpu(self);
        if (dsa_spun(false)) {
            begin_probe(context, STEPS_AFTER_SUBMISSION); /* it may go on to wait for the next one */
        } else {
            end_probe(context, self);
        }
    } else if (probe.taken >= probe.renew) {
        set_anchor(context);
    }
    if (self != NULL) {
        exclude_cpu(self); /* also on the doorstep of the emulator: the trap was ours */
    }
    errno = error;
}

/* --- starting a probe --- */

static void start(ucontext_t *context, struct emu_thread *self, bool after_submission)
{
    bool fixed = emu_config()->mode == EMU_FIXED;
    if (emu_config()->mode == EMU_VIRTUAL && !after_submission) {
        uint64_t now = emu_real_ns(CLOCK_THREAD_CPUTIME_ID), mark = self->mark_ns;
        probe.pending_ns = now > mark ? now - mark : 0;
    }
    exclude_cpu(self);
    if (fixed && !after_submission && idle_looks >= FORCE_AFTER) {
        idle_looks = 0;
        dsa_spun(true);
    } else if (sigismember(&context->uc_sigmask, SIGTRAP)) {
        end_probe(context, self); /* a trap that is blocked kills */
    } else {
        begin_probe(context, after_submission ? STEPS_AFTER_SUBMISSION : STEPS_OBSERVED);
    }
}

static bool may_probe(const struct emu_thread *self)
{
    return self != NULL && self->depth == 0 && emu_config()->mode != EMU_WALL && dsa_in_flight() && probe.left == 0;
}

static void on_probe(int signal, siginfo_t *info, void *of)
{
    struct emu_thread *self = emu_self();
    int error = errno;
    (void)signal;
    if (may_probe(self)) {
        start(of, self, info->si_value.sival_int != 0);
    }
    errno = error;
}

void dsa_probe_at(void *context)
{
    struct emu_thread *self = emu_self();
    if (may_probe(self)) {
        start(context, self, true);
    }
}

static void send_probe(int tid, bool after_submission)
{
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_code = SI_QUEUE;
    info.si_pid = getpid();
    info.si_value.sival_int = after_submission;
    syscall(SYS_rt_tgsigqueueinfo, getpid(), tid, dsa_probe_signal(), &info);
}

/* The last thing before the program goes on: steps begin when this system call returns. */
void dsa_probe_after_submission(void)
{
    struct emu_thread *self = emu_self();
    if (may_probe(self)) {
        send_probe(self->tid, true);
    }
}

/* --- the observer --- */

static void look_at_threads(void)
{
    int count;
    struct emu_thread *threads = emu_threads(&count);
    for (int i = 0; i < count; i++) {
        if (threads[i].life == EMU_RUNNING && threads[i].depth == 0 && threads[i].tid != 0 && emu_thread_runnable(&threads[i])) {
            send_probe(threads[i].tid, false);
        }
    }
}

static void sleep_while_idle(void)
{
    while (!dsa_in_flight()) {
        asleep = 1;
        if (!dsa_in_flight()) {
            syscall(SYS_futex, &asleep, FUTEX_WAIT_PRIVATE, 1, NULL, NULL, 0);
        }
        asleep = 0;
    }
}

void dsa_watch_wake(void)
{
    if (asleep != 0) {
        asleep = 0;
        syscall(SYS_futex, &asleep, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
    }
}

/* Calls nothing that would put this thread on the virtual timeline. */
static void *observe(void *unused)
{
    uint64_t seen = 0, period = PERIOD_NS;
    prctl(PR_SET_TIMERSLACK, 1UL);
    for (;;) {
        sleep_while_idle();
        emu_real_sleep(period);
        uint64_t progress = dsa_progress_count();
        bool moved = progress != seen;
        seen = progress;
        idle_looks = moved ? 0 : idle_looks + 1;
        period = moved ? PERIOD_NS : period < PERIOD_MAX_NS ? period + period / 2 : PERIOD_MAX_NS;
        if (emu_config()->mode == EMU_WALL) {
            dsa_progress();
            period = PERIOD_NS / 10;
        } else if (!moved) {
            look_at_threads();
        }
    }
    return unused;
}

static void install(int signal, void (*handler)(int, siginfo_t *, void *))
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaddset(&action.sa_mask, dsa_probe_signal()); /* a look must not step through our own handlers */
    sigaction(signal, &action, NULL);
}

void dsa_watch(void)
{
    pthread_t thread;
    sigset_t all, before;
    if (emu_config()->helper || started || atomic_exchange(&started, 1) != 0) {
        return;
    }
    install(SIGTRAP, on_step);
    install(dsa_probe_signal(), on_probe);
    emu_enter(); /* the interposed pthread_create stands aside: the observer has no virtual time */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&thread, NULL, observe, NULL) == 0) {
        pthread_detach(thread);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    emu_leave();
}

void dsa_watch_forked(void)
{
    started = 0;
    asleep = 0;
    probe.left = 0;
}
