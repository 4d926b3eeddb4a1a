/* Looking at completion records and waiting for them. */
#include "dsa_ring.h"
#include "iaa.h"

#define YIELD_NS 300 /* a system call that finds nobody else to run */

/* Whose queue it is that is looked at; without an entry, that of a host with one kind of device. */
static bool analytics(const struct entry *entry)
{
    return entry != NULL ? entry->queue->analytics : dsa_config()->dsa_devices == 0;
}

static void count_looks(bool iaa, uint64_t looks, uint64_t empty)
{
    if (iaa) {
        iaa_looked(looks, empty);
    } else {
        ring.counters.polls += looks;
        ring.counters.empty_polls += empty;
    }
}

/* On the fixed clock looks that cost nothing would go on for ever: such a look lasts until the next completion, or a
   step on when none is to come. */
#define IDLE_STEP_NS 10000

static uint64_t empty_look_ns(uint64_t now)
{
    uint64_t cost = ns_of(dsa_config()->params.empty_poll_s);
    if (cost > 0 || emu_config()->mode != EMU_FIXED) {
        return cost;
    }
    ring_settle();
    const struct entry *next = ring.first.next;
    return next == &ring.first ? IDLE_STEP_NS : next->done_ns > now ? next->done_ns - now : 0;
}

/* One look at a record. What is polled by address completes by the poller's time, whoever submitted it. */
void dsa_poll(const volatile void *record)
{
    const struct dsa_params *params = &dsa_config()->params;
    emu_enter();
    ring_lock();
    uint64_t now = ring_now();
    ring_settle_record(record, 0);
    bool iaa = analytics(ring_entry_of(record, 0));
    ring_complete_due(ring_timeline(), now, true);
    struct entry *entry = ring_entry_of(record, 0);
    if (entry != NULL && entry->done_ns <= now) {
        ring_complete(entry);
    }
    bool found = *(const volatile uint8_t *)record != 0;
    count_looks(iaa, 1, !found);
    uint64_t cost = found ? ns_of(params->poll_s) : empty_look_ns(now);
    ring_unlock();
    emu_charge(cost);
    emu_leave();
}

void dsa_yielded(void)
{
    struct emu_thread *self = emu_self();
    if (self == NULL || self->depth > 0) {
        return;
    }
    emu_enter();
    emu_charge(YIELD_NS);
    dsa_progress();
    emu_leave();
}

/* Deadlines come from the processor's counter or from the virtual one, which lies far beyond it. */
#define VIRTUAL_TSC (1ULL << 62)

static double tsc_hertz(void)
{
    double hertz = dsa_config()->params.tsc_frequency;
    return hertz > 0 ? hertz : 2e9;
}

static uint64_t virtual_tsc(uint64_t now)
{
    return VIRTUAL_TSC + (uint64_t)((double)now * 1e-9 * tsc_hertz());
}

uint64_t dsa_tsc(void)
{
    emu_enter();
    uint64_t tsc = virtual_tsc(ring_now());
    emu_leave();
    return tsc;
}

static uint64_t deadline_ns(uint64_t tsc_deadline, uint64_t now)
{
    uint64_t tsc = tsc_deadline >= VIRTUAL_TSC ? virtual_tsc(now) : __builtin_ia32_rdtsc();
    uint64_t left = tsc_deadline > tsc ? ns_of((double)(tsc_deadline - tsc) / tsc_hertz()) : 0;
    uint64_t limit = ns_of(dsa_config()->params.umwait_limit_s);
    return now + (left < limit ? left : limit);
}

/* The helper core writes records by itself: so does the instruction wait. */
static void watch(const volatile void *record, uint64_t until)
{
    while (*(const volatile uint8_t *)record == 0 && ring_now() < until) {
        __builtin_ia32_pause();
    }
}

/* The monitored line is 64 bytes; any record in it ends the wait. */
void dsa_umwait(const volatile void *record, uint64_t tsc_deadline)
{
    emu_enter();
    ring_lock();
    ring_settle_record(record, 63);
    uint64_t now = ring_now(), limit = deadline_ns(tsc_deadline, now);
    struct entry *entry = ring_entry_of(record, 63);
    bool helped = emu_config()->helper;
    bool comes = entry != NULL && entry->done_ns <= limit;
    uint64_t until = comes ? entry->done_ns : limit;
    ring_unlock();
    if (helped) {
        watch(record, until);
    } else if (*(const volatile uint8_t *)record == 0) {
        emu_wait_until(until);
        emu_charge(ns_of(dsa_config()->params.umwait_wake_s));
    }
    ring_lock();
    now = ring_now();
    ring_complete_due(ring_timeline(), now, true);
    entry = ring_entry_of(record, 63);
    if (entry != NULL && entry->done_ns <= now) {
        ring_complete(entry);
    }
    ring_unlock();
    emu_charge(ns_of(dsa_config()->params.poll_s));
    emu_leave();
}

void dsa_tpause(uint64_t tsc_deadline)
{
    emu_enter();
    emu_wait_until(deadline_ns(tsc_deadline, ring_now()));
    dsa_progress();
    emu_leave();
}

/* A spinning core is a busy core: the time up to the completion is CPU time. */
bool dsa_spun(bool forced)
{
    const struct dsa_params *params = &dsa_config()->params;
    struct emu_thread *self = emu_self();
    emu_enter();
    ring_lock();
    ring_settle();
    struct entry *e = ring.first.next;
    while (e != &ring.first && e->owner != self) {
        e = e->next;
    }
    e = e != &ring.first ? e : ring.first.next; /* nothing of its own: it polls for somebody else */
    bool any = e != &ring.first;
    if (any) {
        uint64_t now = ring_now(), wait = e->done_ns > now ? e->done_ns - now : 0;
        uint64_t look = ns_of(params->empty_poll_s);
        emu_charge(wait);
        uint64_t empty = look > 0 ? wait / look : 0;
        count_looks(analytics(e), empty + 1, empty);
        ring.forced += forced;
        ring_complete(e);
        emu_charge(ns_of(params->poll_s));
    }
    ring_unlock();
    emu_leave();
    return any;
}
