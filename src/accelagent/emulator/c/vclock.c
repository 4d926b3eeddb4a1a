/* Virtual time per thread: its own CPU time outside the emulator, plus charges, plus modelled waits.
   The CPU clock counts only what this thread runs, so a loaded machine stretches nothing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "shared.h"

#define MAX_THREADS 4096

static struct emu_thread slots[MAX_THREADS];
static _Atomic int slots_used;
static _Atomic int running;
static _Atomic bool multithreaded;
static _Atomic uint64_t ended_cpu_ns, ended_waited_ns;
static pthread_mutex_t slots_lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t read_cost_ns;
static bool initialised;

/* A thread past its end: interposers called by late destructors find depth > 0 and stand aside. */
static struct emu_face no_face;
static struct emu_thread gone = {.depth = 1, .face = &no_face};
static __thread struct emu_thread *current __attribute__((tls_model("initial-exec")));

/* --- real clocks, by system call so that our own interposed symbols are not in the way --- */

uint64_t emu_real_ns(clockid_t clock)
{
    struct timespec ts = {0, 0};
    syscall(SYS_clock_gettime, clock, &ts);
    return (uint64_t)ts.tv_sec * EMU_NS + (uint64_t)ts.tv_nsec;
}

void emu_real_sleep(uint64_t duration_ns)
{
    struct timespec ts = {(time_t)(duration_ns / EMU_NS), (long)(duration_ns % EMU_NS)};
    syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &ts, NULL);
}

static uint64_t own_cpu_ns(void)
{
    return emu_config()->mode == EMU_VIRTUAL ? emu_real_ns(CLOCK_THREAD_CPUTIME_ID) : 0;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* What two reads in a row see of themselves: the median, since the distribution has a long tail. */
static void calibrate(void)
{
    uint64_t gap[41];
    const size_t n = sizeof gap / sizeof *gap;
    for (size_t i = 0; i < n; i++) {
        uint64_t first = own_cpu_ns();
        gap[i] = own_cpu_ns() - first;
    }
    qsort(gap, n, sizeof *gap, by_value);
    read_cost_ns = gap[n / 2];
}

/* What other threads and processes go by. */
static void publish(struct emu_thread *self)
{
    atomic_store_explicit(&self->face->vt_ns, self->vt_ns, memory_order_relaxed);
}

/* --- threads --- */

static void bind_thread(struct emu_thread *thread)
{
    thread->tid = (int)syscall(SYS_gettid);
    thread->handle = pthread_self();
    pthread_getcpuclockid(thread->handle, &thread->clock);
    thread->mark_ns = own_cpu_ns();
    emu_face_born(thread->face, thread->vt_ns);
    thread->face->mark_ns = thread->mark_ns;
    thread->face->inside = thread->depth > 0;
    current = thread;
}

static struct emu_thread *claim_slot(void)
{
    for (int pass = EMU_FREE; pass <= EMU_ENDED; pass += EMU_ENDED) { /* free ones first, then never-joined ones */
        for (int i = 0; i < MAX_THREADS; i++) {
            if (slots[i].life == pass) {
                memset(&slots[i], 0, sizeof slots[i]);
                slots[i].face = slots_used == 0 ? emu_face_first() : emu_face_claim();
                slots[i].life = EMU_RUNNING;
                slots_used = i >= slots_used ? i + 1 : slots_used;
                running++;
                return &slots[i];
            }
        }
    }
    return NULL;
}

struct emu_thread *emu_thread_create(void)
{
    struct emu_thread *parent = emu_self();
    pthread_mutex_lock(&slots_lock);
    struct emu_thread *thread = claim_slot();
    pthread_mutex_unlock(&slots_lock);
    if (thread != NULL) {
        thread->vt_ns = parent != NULL ? parent->vt_ns : 0;
        publish(thread);
        multithreaded = true;
    }
    return thread;
}

void emu_thread_begin(struct emu_thread *thread)
{
    bind_thread(thread);
}

void emu_thread_end(struct emu_thread *thread)
{
    emu_touch(thread);
    ended_cpu_ns += thread->cpu_ns;
    ended_waited_ns += thread->waited_ns;
    thread->cpu_ns = thread->waited_ns = 0;
    running--;
    emu_face_drop(thread->face);
    thread->face = &no_face;
    thread->life = EMU_ENDED;
    emu_raise(&gone, thread->vt_ns); /* the last thread's end is the process's */
    current = &gone;
}

void emu_thread_cancel(struct emu_thread *thread)
{
    running--;
    emu_face_drop(thread->face);
    thread->life = EMU_FREE;
}

uint64_t emu_thread_join(pthread_t handle)
{
    uint64_t end_ns = 0;
    pthread_mutex_lock(&slots_lock);
    for (int i = 0; i < slots_used; i++) {
        if (slots[i].life == EMU_ENDED && pthread_equal(slots[i].handle, handle)) {
            end_ns = slots[i].vt_ns;
            slots[i].life = EMU_FREE;
            break;
        }
    }
    pthread_mutex_unlock(&slots_lock);
    return end_ns;
}

/* A thread that no interposed pthread_create started (raw clone, or before we were loaded). */
static struct emu_thread *adopt(void)
{
    static struct emu_thread *first;
    current = &gone; /* what we call below may come back here */
    pthread_mutex_lock(&slots_lock);
    struct emu_thread *thread = claim_slot();
    pthread_mutex_unlock(&slots_lock);
    if (thread == NULL) {
        return NULL;
    }
    if (first == NULL) {
        first = thread;
    } else {
        thread->vt_ns = first->vt_ns;
        multithreaded = true;
    }
    bind_thread(thread);
    return thread;
}

struct emu_thread *emu_self(void)
{
    return current != NULL ? current : initialised ? adopt() : NULL;
}

void emu_helper_thread(void)
{
    current = &gone;
}

bool emu_multithreaded(void)
{
    return multithreaded;
}

bool emu_interposing(struct emu_thread *self)
{
    return self != NULL && self->depth == 0 && emu_config()->mode != EMU_WALL;
}

/* --- crossing the border --- */

void emu_touch(struct emu_thread *self)
{
    if (emu_config()->mode != EMU_VIRTUAL) {
        return;
    }
    uint64_t now = own_cpu_ns();
    uint64_t before = self->mark_ns + read_cost_ns;
    if (now > before) {
        self->vt_ns += now - before;
        self->cpu_ns += now - before;
        publish(self);
    }
    self->mark_ns = now;
    self->face->mark_ns = now;
}

void emu_restart(struct emu_thread *self)
{
    if (self->depth == 0 && emu_config()->mode == EMU_VIRTUAL) {
        self->mark_ns = own_cpu_ns();
        self->face->mark_ns = self->mark_ns;
    }
}

void emu_enter(void)
{
    struct emu_thread *self = emu_self();
    if (self != NULL && self->depth++ == 0) {
        emu_touch(self);
        self->face->inside = 1;
    }
}

void emu_leave(void)
{
    struct emu_thread *self = emu_self();
    if (self != NULL) {
        self->depth--;
        emu_restart(self);
        if (self->depth == 0) {
            self->face->inside = 0;
        }
    }
}

uint64_t emu_now(void)
{
    struct emu_thread *self = emu_self();
    if (emu_config()->mode == EMU_WALL) {
        return emu_real_ns(CLOCK_MONOTONIC);
    }
    return self != NULL ? self->vt_ns : 0;
}

void emu_charge(uint64_t cpu_ns)
{
    struct emu_thread *self = emu_self();
    if (self != NULL) {
        self->vt_ns += cpu_ns;
        self->cpu_ns += cpu_ns;
        publish(self);
    }
}

void emu_raise(struct emu_thread *self, uint64_t to_ns)
{
    uint64_t seen = self->vt_ns;
    while (seen < to_ns && !atomic_compare_exchange_weak(&self->vt_ns, &seen, to_ns)) {
    }
    publish(self);
}

void emu_wait_until(uint64_t when_ns)
{
    struct emu_thread *self = emu_self();
    uint64_t now = emu_now();
    if (self == NULL || when_ns <= now) {
        return;
    }
    self->waited_ns += when_ns - now;
    if (emu_config()->mode == EMU_WALL) {
        emu_real_sleep(when_ns - now);
        return;
    }
    emu_raise(self, when_ns);
}

/* Where a thread stands now, including the CPU it used since it last called us. */
uint64_t emu_estimate(const struct emu_thread *thread)
{
    uint64_t vt = thread->vt_ns, mark = thread->mark_ns;
    if (emu_config()->mode != EMU_VIRTUAL || thread->depth > 0 || thread->tid == 0) {
        return vt;
    }
    uint64_t cpu = emu_real_ns(thread->clock);
    return cpu > mark ? vt + (cpu - mark) : vt;
}

struct emu_thread *emu_threads(int *count)
{
    *count = slots_used;
    return slots;
}

int emu_threads_running(void)
{
    return running;
}

/* --- processes --- */

static struct emu_face *expected;

void emu_fork_prepare(void)
{
    pthread_mutex_lock(&slots_lock);
    expected = emu_face_expect(emu_now(), false);
    emu_link_before_fork();
}

void emu_fork_parent(bool born)
{
    emu_link_after_fork();
    if (!born) {
        emu_face_drop(expected);
    }
    pthread_mutex_unlock(&slots_lock);
}

void emu_fork_child(void)
{
    struct emu_thread *self = current;
    for (int i = 0; i < MAX_THREADS; i++) {
        if (&slots[i] != self && slots[i].life != EMU_FREE) {
            slots[i].life = EMU_FREE;
        }
    }
    pthread_mutex_init(&slots_lock, NULL);
    running = 1;
    multithreaded = false;
    ended_cpu_ns = ended_waited_ns = 0;
    self->cpu_ns = self->waited_ns = 0;
    emu_pid_refresh();
    struct emu_region *before = emu_link_forked();
    self->face = emu_face_claim();
    bind_thread(self);
    if (before != NULL) {
        emu_face_drop(expected);
        emu_link_forget(before);
    }
    emu_counters_reset();
    emu_record_forked();
}

uint64_t emu_process_cpu(void)
{
    if (emu_config()->mode == EMU_WALL) {
        uint64_t all = emu_real_ns(CLOCK_PROCESS_CPUTIME_ID), helper = emu_helper_cpu();
        return all > helper ? all - helper : 0; /* a device's work is nobody's CPU time */
    }
    uint64_t total = ended_cpu_ns;
    for (int i = 0; i < slots_used; i++) {
        if (slots[i].life == EMU_RUNNING) {
            total += slots[i].cpu_ns + (&slots[i] == current ? 0 : emu_estimate(&slots[i]) - slots[i].vt_ns);
        }
    }
    return total;
}

uint64_t emu_process_waited(void)
{
    uint64_t total = ended_waited_ns;
    for (int i = 0; i < slots_used; i++) {
        total += slots[i].life == EMU_RUNNING ? slots[i].waited_ns : 0;
    }
    return total;
}

/* All processes of a run read one clock, whose zero is the start of the first. */
uint64_t emu_epoch_monotonic(void)
{
    return emu_board()->epoch_monotonic_ns;
}

uint64_t emu_epoch_realtime(void)
{
    return emu_board()->epoch_realtime_ns;
}

__attribute__((constructor)) static void begin(void)
{
    emu_board();
    if (emu_config()->mode == EMU_VIRTUAL) {
        calibrate();
    }
    if (emu_config()->helper) {
        emu_helper_reserve();
    }
    initialised = true;
    emu_self();
    emu_stats_begin();
}

void emu_clock_leave(void)
{
    emu_faces_leave();
    for (int i = 0; i < slots_used; i++) {
        slots[i].face = &no_face;
    }
}

__attribute__((destructor)) static void end(void)
{
    emu_stats_write();
}
