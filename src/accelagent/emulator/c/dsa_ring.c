/* DSA devices at work: descriptors in flight, completion at their virtual time, counters. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "dsa_ring.h"
#include "iax.h"

#define CHUNK 256 /* entries made at once */

struct dsa_ring ring;
static _Atomic unsigned in_flight;
static atomic_flag busy = ATOMIC_FLAG_INIT;

/* No pthread mutex: it is interposed, and the observer's thread is not on the virtual timeline. Only ever taken
   between enter and leave, where this thread's signal handlers stand aside. */
void ring_lock(void)
{
    while (atomic_flag_test_and_set_explicit(&busy, memory_order_acquire)) {
        syscall(SYS_sched_yield);
    }
    if (ring.first.next == NULL) {
        ring.first.next = ring.first.previous = &ring.first;
        ring.last_asked = &ring.asked;
    }
}

void ring_unlock(void)
{
    in_flight = ring.in_flight;
    atomic_flag_clear_explicit(&busy, memory_order_release);
}

uint64_t ring_now(void)
{
    return emu_config()->mode == EMU_WALL ? emu_real_ns(CLOCK_MONOTONIC) : emu_now();
}

bool dsa_in_flight(void)
{
    return in_flight > 0;
}

uint64_t dsa_progress_count(void)
{
    return ring.progress;
}

/* --- entries --- */

struct entry *ring_take(void)
{
    if (ring.spare == NULL) {
        struct entry *made = mmap(NULL, CHUNK * sizeof *made, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (made == MAP_FAILED) {
            return NULL;
        }
        for (unsigned i = 0; i < CHUNK; i++) {
            made[i].next = ring.spare;
            ring.spare = &made[i];
        }
    }
    struct entry *entry = ring.spare;
    ring.spare = entry->next;
    memset(entry, 0, sizeof *entry);
    return entry;
}

void ring_give_back(struct entry *entry)
{
    entry->next = ring.spare;
    ring.spare = entry;
}

static void put_in_order(struct entry *entry)
{
    struct entry *after = ring.first.previous;
    while (after != &ring.first && after->done_ns > entry->done_ns) {
        after = after->previous;
    }
    entry->previous = after;
    entry->next = after->next;
    after->next->previous = entry;
    after->next = entry;
}

void ring_insert(struct entry *entry)
{
    if (!entry->lost) {
        ring.in_flight++;
        if (ring.in_flight > ring.counters.max_in_flight) {
            ring.counters.max_in_flight = ring.in_flight;
        }
    }
    if (!entry->asked) {
        put_in_order(entry);
        return;
    }
    entry->next = NULL;
    ring.earliest_ns = ring.asked == NULL || entry->earliest_ns < ring.earliest_ns ? entry->earliest_ns : ring.earliest_ns;
    *ring.last_asked = entry;
    ring.last_asked = &entry->next;
}

/* Its members come before a batch, which is done with the last of them. */
static void settle(struct entry *entry)
{
    entry->asked = false;
    if (entry->queue->analytics) {
        iaa_settle(&entry->request);
        entry->done_ns = entry->request.done_ns;
        put_in_order(entry);
        return;
    }
    emu_settle(entry->ticket);
    entry->done_ns = entry->answer.done_ns > entry->done_ns ? entry->answer.done_ns : entry->done_ns;
    ring.counters.busy_ns += entry->answer.busy_ns;
    if (entry->batch != NULL && entry->batch->done_ns < entry->done_ns) {
        entry->batch->done_ns = entry->done_ns;
    }
    if (entry->lost) {
        ring_give_back(entry);
    } else {
        put_in_order(entry);
    }
}

/* In order of submission: members of a batch come right before it. */
static void settle_first(void)
{
    struct entry *entry = ring.asked;
    ring.asked = entry->next;
    if (ring.asked == NULL) {
        ring.last_asked = &ring.asked;
    }
    settle(entry);
}

void ring_settle(void)
{
    while (ring.asked != NULL) {
        settle_first();
    }
}

static bool writes_at(const struct entry *entry, const volatile void *record, uint64_t mask)
{
    return ((entry->desc.completion_addr ^ (uint64_t)(uintptr_t)record) & ~mask) == 0 &&
           (entry->desc.flags & IDXD_OP_FLAG_CRAV) != 0;
}

struct entry *ring_entry_of(const volatile void *record, uint64_t mask)
{
    for (struct entry *e = ring.first.next; record != NULL && e != &ring.first; e = e->next) {
        if (writes_at(e, record, mask)) {
            return e;
        }
    }
    return NULL;
}

void ring_settle_record(const volatile void *record, uint64_t mask)
{
    const struct entry *last = ring.asked;
    while (last != NULL && !writes_at(last, record, mask)) {
        last = last->next;
    }
    while (last != NULL && ring.asked != NULL) {
        bool all = ring.asked == last;
        settle_first();
        last = all ? NULL : last;
    }
}

unsigned ring_asked(const struct dsa_queue *queue)
{
    unsigned count = 0;
    for (const struct entry *entry = ring.asked; entry != NULL; entry = entry->next) {
        count += entry->queue == queue && entry->batch == NULL;
    }
    return count;
}

void ring_discard(struct entry *entry)
{
    entry->previous->next = entry->next;
    entry->next->previous = entry->previous;
    ring.in_flight--;
    ring_give_back(entry);
}

/* --- completion --- */

static void write_record(const struct dsa_hw_desc *desc, const struct dsa_completion_record *record)
{
    bool failed = (record->status & DSA_COMP_STATUS_MASK) > DSA_COMP_SUCCESS_PRED;
    bool wanted = (desc->flags & IDXD_OP_FLAG_RCR) != 0 || failed;
    if ((desc->flags & IDXD_OP_FLAG_CRAV) == 0 || !wanted) {
        return;
    }
    bool stored = (desc->completion_addr & 31) == 0 &&
                  emu_store(desc->completion_addr + 1, (const char *)record + 1, sizeof *record - 1);
    if (!stored) {
        ring.counters.errors++; /* the device has nowhere to say so: it goes to its error register */
        return;
    }
    atomic_thread_fence(memory_order_release);
    ((struct dsa_completion_record *)(uintptr_t)desc->completion_addr)->status = record->status; /* last: it is waited for */
}

bool ring_runs(const struct entry *entry)
{
    return entry->plan.status == 0 || (entry->plan.faulted && entry->plan.bytes > 0);
}

/* Bytes at the destination that a wrong result would be seen in. */
static size_t writes(const struct dsa_hw_desc *desc)
{
    bool moves = desc->opcode == DSA_OPCODE_MEMMOVE || desc->opcode == DSA_OPCODE_MEMFILL;
    return moves ? desc->xfer_size : 0;
}

static struct dsa_completion_record result_of(struct entry *entry)
{
    struct dsa_completion_record record;
    memset(&record, 0, sizeof record);
    struct dsa_outcome outcome = {entry->plan.status, 0, entry->plan.bytes, 0, 0};
    if (entry->done_early) {
        outcome = entry->early;
    } else if (ring_runs(entry)) {
        outcome = dsa_perform(&entry->desc, entry->plan.bytes);
    }
    if (outcome.status == DSA_COMP_SUCCESS) {
        emu_fault_corrupt(&entry->injected, (void *)(uintptr_t)entry->desc.dst_addr, writes(&entry->desc));
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
    memcpy(record.op_specific + 8, &outcome.more, sizeof outcome.more);
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
    ring.counters.ops += good;
    ring.counters.errors += !good && !entry->plan.faulted;
    ring.faults += entry->plan.faulted + entry->plan.served;
    ring.counters.bytes_in += good ? dsa_bytes_in(&entry->desc) : 0;
    ring.counters.bytes_out += good ? dsa_bytes_out(&entry->desc) : 0;
    if (good) {
        emu_record("dsa", dsa_bytes_in(&entry->desc), dsa_bytes_out(&entry->desc));
    }
}

void ring_finish(struct entry *entry)
{
    struct dsa_completion_record record = result_of(entry);
    if (entry->batch != NULL) {
        entry->batch->member_failed |= record.status != DSA_COMP_SUCCESS;
    }
    count(entry, record.status);
    write_record(&entry->desc, &record);
}

void ring_complete(struct entry *entry)
{
    if (entry->queue->analytics) {
        iax_complete(entry);
        ring_discard(entry);
        ring.progress++;
        return;
    }
    for (struct entry *e = ring.first.next, *next; entry->desc.opcode == DSA_OPCODE_BATCH && e != entry; e = next) {
        next = e->next;
        if (e->batch == entry) {
            ring_complete(e);
        }
    }
    ring_finish(entry);
    ring_discard(entry);
    ring.progress++;
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

/* Who waits by hooks names the record that it waits for. What else may be done by now is asked for together. */
#define PATIENCE_NS 20000

static uint64_t patience(void)
{
    return dsa_waits_by_hook() && emu_config()->mode == EMU_VIRTUAL ? PATIENCE_NS : 0;
}

bool ring_complete_due(const struct emu_thread *self, uint64_t now, bool patient)
{
    bool any = false;
    if (ring.asked != NULL && ring.earliest_ns + (patient ? patience() : 0) <= now) {
        ring_settle();
    }
    for (struct entry *e = ring.first.next, *next; e != &ring.first && e->done_ns <= now; e = next) {
        next = e->next; /* completing a batch frees members too, but they all come before it */
        if (due(e, self, now)) {
            ring_complete(e);
            any = true;
        }
    }
    return any;
}

struct emu_thread *ring_timeline(void)
{
    return emu_config()->mode == EMU_WALL ? NULL : emu_self();
}

bool dsa_progress(void)
{
    if (in_flight == 0 || emu_config()->helper) {
        return false;
    }
    struct emu_thread *self = ring_timeline();
    ring_lock();
    bool any = ring_complete_due(self, ring_now(), false);
    ring_unlock();
    return any;
}

/* --- records of the run --- */

static int describe(char *text, size_t size)
{
    struct emu_counters c = ring.counters;
    if (dsa_config()->dsa_devices == 0) {
        return 0;
    }
    return snprintf(text, size,
                    "\"dsa\":{\"ops\":%" PRIu64 ",\"bytes_in\":%" PRIu64 ",\"bytes_out\":%" PRIu64 ",\"retries\":%" PRIu64
                    ",\"polls\":%" PRIu64 ",\"empty_polls\":%" PRIu64 ",\"errors\":%" PRIu64 ",\"max_in_flight\":%" PRIu64
                    ",\"busy_ns\":%" PRIu64 ",\"dropped\":%" PRIu64 ",\"faults\":%" PRIu64 ",\"forced\":%" PRIu64 "}",
                    c.ops, c.bytes_in, c.bytes_out, c.retries, c.polls, c.empty_polls, c.errors, c.max_in_flight, c.busy_ns,
                    ring.dropped, ring.faults, ring.forced);
}

/* The device belongs to who opened it: a child starts with none of its parent's work. */
void dsa_device_forked(void)
{
    memset(&ring, 0, sizeof ring);
    in_flight = 0;
    atomic_flag_clear(&busy);
}

__attribute__((constructor)) static void begin(void)
{
    emu_stats_describe(describe);
}
