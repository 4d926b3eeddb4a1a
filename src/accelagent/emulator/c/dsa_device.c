/* DSA devices at work: descriptors in flight, completion at their virtual time, counters. */
#include <errno.h>
#include <string.h>
#include <sched.h>
#include <stdio.h>
#include <inttypes.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "dsa.h"

#define CHUNK 256    /* entries made at once */
#define YIELD_NS 300 /* a system call that finds nobody else to run */

struct entry {
    struct entry *next, *previous;
    struct dsa_hw_desc desc;
    const struct dsa_queue *queue;
    struct emu_thread *owner;
    struct entry *batch;                       /* of which this is a member */
    uint64_t start_ns, done_ns;
    struct dsa_plan plan;
    uint32_t members;                          /* of a batch: descriptors carried out */
    bool member_failed;
    bool holds_entry;                          /* counts against its queue until it starts */
    bool done_early;                           /* eager: the work is done, only the record is missing */
    struct dsa_outcome early;
};

static struct {
    struct dsa_model models[DSA_MAX_DEVICES];
    struct entry first;                        /* ring by ascending time of completion */
    struct entry *spare;
    struct emu_counters counters;
    uint64_t dropped, faults, forced, descriptors;
    unsigned in_flight;
} device;

static _Atomic unsigned in_flight;
static _Atomic uint64_t progress;
static atomic_flag busy = ATOMIC_FLAG_INIT;

/* No pthread mutex: it is interposed, and the observer's thread is not on the virtual timeline. Only ever taken
   between enter and leave, where this thread's signal handlers stand aside. */
static void lock(void)
{
    while (atomic_flag_test_and_set_explicit(&busy, memory_order_acquire)) {
        syscall(SYS_sched_yield);
    }
    if (device.first.next == NULL) {
        device.first.next = device.first.previous = &device.first;
    }
}

static void unlock(void)
{
    in_flight = device.in_flight;
    atomic_flag_clear_explicit(&busy, memory_order_release);
}

static uint64_t now_ns(void)
{
    return emu_config()->mode == EMU_WALL ? emu_real_ns(CLOCK_MONOTONIC) : emu_now();
}

static uint64_t ns_of(double seconds)
{
    return seconds <= 0 ? 0 : (uint64_t)(seconds * 1e9 + 0.5);
}

bool dsa_in_flight(void)
{
    return in_flight > 0;
}

uint64_t dsa_progress_count(void)
{
    return progress;
}

/* --- entries --- */

static struct entry *take(void)
{
    if (device.spare == NULL) {
        struct entry *made = mmap(NULL, CHUNK * sizeof *made, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (made == MAP_FAILED) {
            return NULL;
        }
        for (unsigned i = 0; i < CHUNK; i++) {
            made[i].next = device.spare;
            device.spare = &made[i];
        }
    }
    struct entry *entry = device.spare;
    device.spare = entry->next;
    memset(entry, 0, sizeof *entry);
    return entry;
}

static void insert(struct entry *entry)
{
    struct entry *after = device.first.previous;
    while (after != &device.first && after->done_ns > entry->done_ns) {
        after = after->previous;
    }
    entry->previous = after;
    entry->next = after->next;
    after->next->previous = entry;
    after->next = entry;
    device.in_flight++;
    if (device.in_flight > device.counters.max_in_flight) {
        device.counters.max_in_flight = device.in_flight;
    }
}

static void discard(struct entry *entry)
{
    entry->previous->next = entry->next;
    entry->next->previous = entry->previous;
    entry->next = device.spare;
    device.spare = entry;
    device.in_flight--;
}

/* --- completion --- */

static void write_record(const struct dsa_hw_desc *desc, const struct dsa_completion_record *record)
{
    unsigned served = 0;
    bool failed = (record->status & DSA_COMP_STATUS_MASK) > DSA_COMP_SUCCESS_PRED;
    bool wanted = (desc->flags & IDXD_OP_FLAG_RCR) != 0 || failed;
    if ((desc->flags & IDXD_OP_FLAG_CRAV) == 0 || !wanted) {
        return;
    }
    if ((desc->completion_addr & 31) != 0 || dsa_accessible(desc->completion_addr, 32, true, true, &served) < 32) {
        device.counters.errors++; /* the device has nowhere to say so: it goes to its error register */
        return;
    }
    struct dsa_completion_record *place = (struct dsa_completion_record *)(uintptr_t)desc->completion_addr;
    memcpy((char *)place + 1, (const char *)record + 1, sizeof *place - 1);
    atomic_thread_fence(memory_order_release);
    place->status = record->status; /* last: it is what is waited for */
}

static bool runs(const struct entry *entry)
{
    return entry->plan.status == 0 || (entry->plan.faulted && entry->plan.bytes > 0);
}

static struct dsa_completion_record result_of(struct entry *entry)
{
    struct dsa_completion_record record;
    memset(&record, 0, sizeof record);
    struct dsa_outcome outcome = {entry->plan.status, 0, entry->plan.bytes, 0};
    if (entry->done_early) {
        outcome = entry->early;
    } else if (runs(entry)) {
        outcome = dsa_perform(&entry->desc, entry->plan.bytes);
    }
    bool ended_early = outcome.bytes_completed < entry->plan.bytes; /* a difference found before the fault */
    if (entry->plan.faulted && !ended_early) {
        outcome.status = entry->plan.status;
        record.fault_addr = entry->plan.fault_addr;
    }
    if (entry->desc.opcode == DSA_OPCODE_BATCH && entry->plan.status == 0) {
        outcome.status = entry->member_failed ? DSA_COMP_BATCH_FAIL : DSA_COMP_SUCCESS;
        outcome.bytes_completed = entry->members;
    }
    record.status = outcome.status;
    record.result = outcome.result;
    record.bytes_completed = outcome.bytes_completed;
    record.crc_val = outcome.value;
    if (outcome.status == DSA_COMP_INVALID_FLAGS) {
        record.invalid_flags = entry->plan.invalid_flags & 0xffffff;
    }
    return record;
}

static void count(const struct entry *entry, uint8_t status)
{
    if (entry->desc.opcode == DSA_OPCODE_BATCH && entry->plan.status == 0) {
        return; /* its members count */
    }
    bool good = status == DSA_COMP_SUCCESS || status == DSA_COMP_SUCCESS_PRED;
    device.counters.ops += good;
    device.counters.errors += !good && !entry->plan.faulted;
    device.faults += entry->plan.faulted + entry->plan.served;
    device.counters.bytes_in += good ? dsa_bytes_in(&entry->desc) : 0;
    device.counters.bytes_out += good ? dsa_bytes_out(&entry->desc) : 0;
}

static void complete(struct entry *entry)
{
    for (struct entry *e = device.first.next, *next; entry->desc.opcode == DSA_OPCODE_BATCH && e != entry; e = next) {
        next = e->next;
        if (e->batch == entry) {
            complete(e);
        }
    }
    struct dsa_completion_record record = result_of(entry);
    if (entry->batch != NULL) {
        entry->batch->member_failed |= record.status != DSA_COMP_SUCCESS;
    }
    count(entry, record.status);
    write_record(&entry->desc, &record);
    discard(entry);
    progress++;
}

/* Another thread's descriptor counts as done when that thread's time has come too. */
static bool due(const struct entry *entry, const struct emu_thread *self, uint64_t now)
{
    if (entry->done_ns > now) {
        return false;
    }
    return emu_config()->mode == EMU_WALL || entry->owner == self || entry->owner->life != EMU_RUNNING ||
           emu_estimate(entry->owner) >= entry->done_ns;
}

static bool complete_due(const struct emu_thread *self, uint64_t now)
{
    bool any = false;
    for (struct entry *e = device.first.next, *next; e != &device.first && e->done_ns <= now; e = next) {
        next = e->next; /* completing a batch frees members too, but they all come before it */
        if (due(e, self, now)) {
            complete(e);
            any = true;
        }
    }
    return any;
}

static struct emu_thread *timeline(void)
{
    return emu_config()->mode == EMU_WALL ? NULL : emu_self();
}

bool dsa_progress(void)
{
    if (in_flight == 0) {
        return false;
    }
    struct emu_thread *self = timeline();
    lock();
    bool any = complete_due(self, now_ns());
    unlock();
    return any;
}

/* --- submission --- */

static unsigned waiting_in(const struct dsa_queue *queue, uint64_t now)
{
    unsigned waiting = 0;
    for (const struct entry *e = device.first.next; e != &device.first; e = e->next) {
        waiting += e->queue == queue && e->holds_entry && e->start_ns > now;
    }
    return waiting;
}

static uint64_t last_of(const struct dsa_queue *queue, uint64_t at_least)
{
    for (const struct entry *e = device.first.next; e != &device.first; e = e->next) {
        at_least = e->queue == queue && e->done_ns > at_least ? e->done_ns : at_least;
    }
    return at_least;
}

static struct entry *book(const struct dsa_queue *queue, const struct dsa_hw_desc *desc, uint64_t now, bool in_batch)
{
    const struct dsa_params *params = &dsa_config()->params;
    struct entry *entry = take();
    if (entry == NULL) {
        return NULL;
    }
    struct dsa_hw_desc timed = *desc;
    entry->desc = *desc;
    entry->queue = queue;
    entry->owner = emu_self();
    entry->holds_entry = !in_batch;
    entry->plan = dsa_plan(desc, params, in_batch);
    if (entry->plan.status != 0 && entry->plan.bytes == 0) {
        timed.opcode = DSA_OPCODE_NOOP; /* refused before any data moved */
    }
    uint64_t extra = entry->plan.served * ns_of(params->fault_serve_s);
    struct dsa_slot slot = dsa_book(&device.models[queue->device], params, &timed, entry->plan.bytes, now, extra);
    entry->start_ns = slot.start_ns;
    entry->done_ns = slot.done_ns + (entry->plan.faulted ? ns_of(params->fault_stop_s) : 0);
    if (desc->opcode == DSA_OPCODE_DRAIN) {
        entry->done_ns = last_of(queue, entry->done_ns);
    }
    return entry;
}

/* From here on the device owns the memory. */
static void accept(struct entry *entry)
{
    if (!runs(entry)) {
        return;
    }
    if (!emu_config()->eager) {
        dsa_poison(&entry->desc, entry->plan.bytes);
    } else if (entry->desc.opcode != DSA_OPCODE_BATCH) {
        entry->early = dsa_perform(&entry->desc, entry->plan.bytes);
        entry->done_early = true;
    }
}

/* Members that wait for earlier ones may use memory the earlier ones still need as it is. */
static bool has_fence(const struct dsa_hw_desc *list, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if ((list[i].flags & IDXD_OP_FLAG_FENCE) != 0) {
            return true;
        }
    }
    return false;
}

static void expand(struct entry *batch)
{
    const struct dsa_params *params = &dsa_config()->params;
    const struct dsa_hw_desc *list = (const struct dsa_hw_desc *)(uintptr_t)batch->desc.desc_list_addr;
    uint64_t ready = batch->start_ns + ns_of(params->batch_overhead_s), last = batch->done_ns;
    bool fenced = has_fence(list, batch->desc.desc_count), failed = false;
    for (uint32_t i = 0; i < batch->desc.desc_count; i++) {
        bool fence = (list[i].flags & IDXD_OP_FLAG_FENCE) != 0;
        uint64_t at = dsa_dispatch(&device.models[batch->queue->device], params, fence && last > ready ? last : ready);
        if (fence && failed) {
            batch->member_failed = true;
            break;
        }
        struct entry *member = book(batch->queue, &list[i], at, true);
        if (member == NULL) {
            break;
        }
        member->batch = batch;
        failed |= member->plan.status != 0;
        last = member->done_ns > last ? member->done_ns : last;
        batch->members++;
        if (!fenced) {
            accept(member);
        }
        insert(member);
    }
    batch->done_ns = last;
}

/* An injected fault: the descriptor is lost (true), or will end with a hardware error. */
static bool inject(struct entry *entry)
{
    unsigned fault = emu_fault_of(device.descriptors++, false);
    if ((fault & EMU_FAULT_ERROR) != 0) {
        entry->plan = (struct dsa_plan){.status = DSA_COMP_HW_ERR1};
    }
    return (fault & EMU_FAULT_HANG) != 0;
}

static int admit(const struct dsa_queue *queue, const struct dsa_hw_desc *desc, uint64_t now)
{
    struct entry *entry = book(queue, desc, now, false);
    if (entry == NULL) {
        return -EAGAIN;
    }
    if (inject(entry)) {
        device.counters.errors++;
        entry->next = device.spare;
        device.spare = entry;
        return 0;
    }
    if (desc->opcode == DSA_OPCODE_BATCH && entry->plan.status == 0) {
        expand(entry);
    } else {
        accept(entry);
    }
    insert(entry);
    progress++;
    if (entry->owner == NULL) {
        complete(entry); /* before this process is on the timeline nobody could wait */
    }
    return 0;
}

static uint64_t submit_cost(enum dsa_submission how)
{
    const struct dsa_params *params = &dsa_config()->params;
    return ns_of(how == DSA_ENQCMD ? params->submit_s : how == DSA_WRITE ? params->submit_write_s : params->submit_movdir64b_s);
}

/* The instruction has to be the one for this kind of queue: ENQCMD to a dedicated queue is refused like a full one. */
static int offer(const struct dsa_queue *queue, const struct dsa_hw_desc *desc, enum dsa_submission how)
{
    bool fits = how == DSA_WRITE || (how == DSA_ENQCMD) == queue->shared;
    uint64_t now = now_ns();
    complete_due(timeline(), now);
    int rc = fits && !(how == DSA_ENQCMD && emu_fault_refuses()) && waiting_in(queue, now) < queue->size ? admit(queue, desc, now) : -EAGAIN;
    device.dropped += rc != 0 && how == DSA_MOVDIR64B;
    device.counters.retries += rc != 0 && how != DSA_MOVDIR64B;
    return rc;
}

int dsa_submit(const struct dsa_queue *queue, const struct dsa_hw_desc *desc, enum dsa_submission how)
{
    struct dsa_hw_desc copy = *desc;
    unsigned tries = how == DSA_WRITE ? 1 + dsa_config()->params.write_retries : 1;
    int rc = -EAGAIN;
    dsa_watch();
    emu_enter();
    emu_pace();
    emu_charge(submit_cost(how));
    lock();
    for (unsigned i = 0; rc != 0 && i < tries; i++) {
        if (i > 0) {
            emu_charge(submit_cost(DSA_ENQCMD)); /* the driver tries again inside the call */
        }
        rc = offer(queue, &copy, how);
    }
    unlock();
    dsa_watch_wake();
    emu_leave();
    return how == DSA_MOVDIR64B ? 0 : rc;
}

/* --- waiting --- */

static struct entry *entry_of(const volatile void *record, uint64_t mask)
{
    uint64_t address = (uint64_t)(uintptr_t)record & ~mask;
    for (struct entry *e = device.first.next; record != NULL && e != &device.first; e = e->next) {
        if ((e->desc.completion_addr & ~mask) == address && (e->desc.flags & IDXD_OP_FLAG_CRAV) != 0) {
            return e;
        }
    }
    return NULL;
}

/* One look at a record. What is polled by address completes by the poller's time, whoever submitted it. */
void dsa_poll(const volatile void *record)
{
    const struct dsa_params *params = &dsa_config()->params;
    emu_enter();
    lock();
    uint64_t now = now_ns();
    complete_due(timeline(), now);
    struct entry *entry = entry_of(record, 0);
    if (entry != NULL && entry->done_ns <= now) {
        complete(entry);
        entry = NULL;
    }
    bool found = *(const volatile uint8_t *)record != 0;
    device.counters.polls++;
    device.counters.empty_polls += !found;
    unlock();
    emu_charge(ns_of(found ? params->poll_s : params->empty_poll_s));
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
    uint64_t tsc = virtual_tsc(now_ns());
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

/* The monitored line is 64 bytes; any record in it ends the wait. */
void dsa_umwait(const volatile void *record, uint64_t tsc_deadline)
{
    emu_enter();
    lock();
    uint64_t now = now_ns(), limit = deadline_ns(tsc_deadline, now);
    struct entry *entry = entry_of(record, 63);
    bool comes = entry != NULL && entry->done_ns <= limit;
    uint64_t until = comes ? entry->done_ns : limit;
    unlock();
    if (*(const volatile uint8_t *)record == 0) {
        emu_wait_until(until);
        emu_charge(ns_of(dsa_config()->params.umwait_wake_s));
    }
    lock();
    now = now_ns();
    complete_due(timeline(), now);
    entry = entry_of(record, 63);
    if (entry != NULL && entry->done_ns <= now) {
        complete(entry);
    }
    unlock();
    emu_charge(ns_of(dsa_config()->params.poll_s));
    emu_leave();
}

void dsa_tpause(uint64_t tsc_deadline)
{
    emu_enter();
    emu_wait_until(deadline_ns(tsc_deadline, now_ns()));
    dsa_progress();
    emu_leave();
}

/* A spinning core is a busy core: the time up to the completion is CPU time. */
bool dsa_spun(bool forced)
{
    const struct dsa_params *params = &dsa_config()->params;
    struct emu_thread *self = emu_self();
    emu_enter();
    lock();
    struct entry *e = device.first.next;
    while (e != &device.first && e->owner != self) {
        e = e->next;
    }
    e = e != &device.first ? e : device.first.next; /* nothing of its own: it polls for somebody else */
    bool any = e != &device.first;
    if (any) {
        uint64_t now = now_ns(), wait = e->done_ns > now ? e->done_ns - now : 0;
        uint64_t look = ns_of(params->empty_poll_s);
        emu_charge(wait);
        device.counters.empty_polls += look > 0 ? wait / look : 0;
        device.counters.polls += (look > 0 ? wait / look : 0) + 1;
        device.forced += forced;
        complete(e);
        emu_charge(ns_of(params->poll_s));
    }
    unlock();
    emu_leave();
    return any;
}

/* --- records of the run --- */

static int describe(char *text, size_t size)
{
    struct emu_counters c = device.counters;
    for (unsigned i = 0; i < DSA_MAX_DEVICES; i++) {
        c.busy_ns += device.models[i].busy_ns;
    }
    return snprintf(text, size,
                    "\"dsa\":{\"ops\":%" PRIu64 ",\"bytes_in\":%" PRIu64 ",\"bytes_out\":%" PRIu64 ",\"retries\":%" PRIu64
                    ",\"polls\":%" PRIu64 ",\"empty_polls\":%" PRIu64 ",\"errors\":%" PRIu64 ",\"max_in_flight\":%" PRIu64
                    ",\"busy_ns\":%" PRIu64 ",\"dropped\":%" PRIu64 ",\"faults\":%" PRIu64 ",\"forced\":%" PRIu64 "}",
                    c.ops, c.bytes_in, c.bytes_out, c.retries, c.polls, c.empty_polls, c.errors, c.max_in_flight, c.busy_ns,
                    device.dropped, device.faults, device.forced);
}

/* The device belongs to who opened it: a child starts with none of its parent's work. */
void dsa_device_forked(void)
{
    memset(&device, 0, sizeof device);
    in_flight = 0;
    atomic_flag_clear(&busy);
}

__attribute__((constructor)) static void begin(void)
{
    emu_stats_describe(describe);
}
