/* A descriptor's way into a device: queue, plan, engine. */
#include <errno.h>

#include "dsa_ring.h"
#include "iax.h"
#include "shared.h"

_Static_assert(sizeof(struct dsa_line) * DSA_MAX_DEVICES <= EMU_AREA_WORDS * sizeof(uint64_t), "the shared area is too small");

/* The devices' timelines belong to all processes of the run; so do the entries of their queues. */
static struct dsa_line *line_lock(const struct dsa_queue *queue)
{
    return (struct dsa_line *)emu_area_lock(EMU_AREA_DSA) + queue->device;
}

/* An entry of the queue that is free now; -1: it is full. It is taken for a moment, until its descriptor is booked. */
static int claim(const struct dsa_queue *queue, uint64_t now)
{
    int found = -1;
    struct dsa_line *line = line_lock(queue);
    for (unsigned i = queue->first_entry; found < 0 && i < queue->first_entry + queue->size; i++) {
        found = line->starts_ns[i] <= now ? (int)i : -1;
    }
    if (found >= 0) {
        line->starts_ns[found] = now + 1;
    }
    emu_device_unlock();
    return found;
}

static uint64_t last_of(const struct dsa_queue *queue, uint64_t at_least)
{
    for (const struct entry *e = ring.first.next; e != &ring.first; e = e->next) {
        at_least = e->queue == queue && e->done_ns > at_least ? e->done_ns : at_least;
    }
    return at_least;
}

/* An injected missing page: half of the data is done, or the device waits for the page to come. */
static void take_page_away(struct dsa_plan *plan, const struct dsa_hw_desc *desc)
{
    bool moves = desc->opcode == DSA_OPCODE_MEMMOVE || desc->opcode == DSA_OPCODE_MEMFILL;
    if (plan->status != 0 || !moves || plan->bytes < 2) {
        return;
    }
    if ((desc->flags & IDXD_OP_FLAG_BOF) != 0) {
        plan->served++;
        return;
    }
    plan->bytes /= 2;
    plan->status = DSA_COMP_PAGE_FAULT_NOBOF | DSA_COMP_STATUS_WRITE;
    plan->fault_addr = desc->dst_addr + plan->bytes;
    plan->faulted = true;
}

static struct entry *book(const struct dsa_queue *queue, const struct dsa_hw_desc *desc, uint64_t now, int place,
                          const struct emu_faults *faults)
{
    const struct dsa_params *params = &dsa_config()->params;
    struct dsa_params slowed;
    struct entry *entry = ring_take();
    if (entry == NULL) {
        return NULL;
    }
    struct dsa_hw_desc timed = *desc;
    entry->desc = *desc;
    entry->queue = queue;
    entry->owner = emu_self();
    entry->plan = dsa_plan(desc, params, place < 0);
    if (faults != NULL) {
        entry->injected = *faults;
        if ((faults->kinds & EMU_FAULT_PAGE) != 0) {
            take_page_away(&entry->plan, desc);
        }
        if (faults->slowdown != 1) {
            slowed = *params;
            slowed.slowdown *= faults->slowdown;
            params = &slowed;
        }
    }
    if (entry->plan.status != 0 && entry->plan.bytes == 0) {
        timed.opcode = DSA_OPCODE_NOOP; /* refused before any data moved */
    }
    uint64_t extra = entry->plan.served * ns_of(params->fault_serve_s);
    bool batch = timed.opcode == DSA_OPCODE_BATCH;
    struct dsa_line *line = line_lock(queue);
    uint64_t busy = line->model.busy_ns;
    struct dsa_slot slot = batch ? dsa_batch(&line->model, params, now)
                                 : dsa_book(&line->model, params, &timed, entry->plan.bytes, now, extra);
    ring.counters.busy_ns += line->model.busy_ns - busy;
    if (place >= 0) {
        line->starts_ns[place] = slot.start_ns;
    }
    emu_device_unlock();
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
    if (!ring_runs(entry)) {
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
    uint64_t ready = batch->done_ns, last = ready;
    bool fenced = has_fence(list, batch->desc.desc_count), failed = false;
    for (uint32_t i = 0; i < batch->desc.desc_count; i++) {
        bool fence = (list[i].flags & IDXD_OP_FLAG_FENCE) != 0;
        uint64_t at = dsa_dispatch(&line_lock(batch->queue)->model, params, fence && last > ready ? last : ready);
        emu_device_unlock();
        if (fence && failed) {
            batch->member_failed = true;
            break;
        }
        struct entry *member = book(batch->queue, &list[i], at, -1, NULL);
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
        ring_insert(member);
    }
    batch->done_ns = last;
}

/* An injected fault: the descriptor is lost (true), or will end with a hardware error. */
static bool inject(struct entry *entry, const struct emu_faults *faults)
{
    if ((faults->kinds & EMU_FAULT_ERROR) != 0) {
        entry->plan = (struct dsa_plan){.status = DSA_COMP_HW_ERR1};
    }
    return (faults->kinds & EMU_FAULT_HANG) != 0;
}

static const char *family_of(const struct dsa_hw_desc *desc)
{
    switch (desc->opcode) {
    case DSA_OPCODE_MEMFILL: return "fill";
    case DSA_OPCODE_COMPARE:
    case DSA_OPCODE_COMPVAL:
    case DSA_OPCODE_CR_DELTA: return "compare";
    case DSA_OPCODE_DIF_CHECK:
    case DSA_OPCODE_CRCGEN: return "crc";
    default: return "copy";
    }
}

/* Whatever was in flight is gone without a word, and nothing is taken any more. */
static void reset_device(void)
{
    ring.lost = true;
    while (ring.first.next != &ring.first) {
        ring.counters.errors++;
        ring_discard(ring.first.next);
    }
}

static int admit(const struct dsa_queue *queue, const struct dsa_hw_desc *desc, uint64_t now, int place)
{
    struct emu_faults faults = emu_faults_at("dsa", ring.descriptors++, family_of(desc));
    if ((faults.kinds & EMU_FAULT_RESET) != 0) {
        reset_device();
    }
    struct entry *entry = ring.lost ? NULL : book(queue, desc, now, place, &faults);
    if (entry == NULL) {
        return -EAGAIN;
    }
    if (inject(entry, &faults)) {
        ring.counters.errors++;
        ring_give_back(entry);
        return 0;
    }
    if (desc->opcode == DSA_OPCODE_BATCH && entry->plan.status == 0) {
        expand(entry);
    } else {
        accept(entry);
    }
    ring_insert(entry);
    ring.progress++;
    if (entry->owner == NULL) {
        ring_complete(entry); /* before this process is on the timeline nobody could wait */
    }
    return 0;
}

static uint64_t submit_cost(const struct dsa_queue *queue, enum dsa_submission how)
{
    const struct dsa_params *params = &dsa_config()->params;
    if (queue->analytics && how == DSA_ENQCMD) {
        return ns_of(iaa_params()->engine.submit_s);
    }
    return ns_of(how == DSA_ENQCMD ? params->submit_s : how == DSA_WRITE ? params->submit_write_s : params->submit_movdir64b_s);
}

static int enter_queue(const struct dsa_queue *queue, const struct dsa_hw_desc *desc, uint64_t now)
{
    if (queue->analytics) {
        return iax_admit(queue, desc, now);
    }
    int place = claim(queue, now);
    return place >= 0 ? admit(queue, desc, now, place) : -EAGAIN;
}

/* The instruction has to be the one for this kind of queue: ENQCMD to a dedicated queue is refused like a full one. */
static int offer(const struct dsa_queue *queue, const struct dsa_hw_desc *desc, enum dsa_submission how)
{
    bool fits = how == DSA_WRITE || (how == DSA_ENQCMD) == queue->shared;
    uint64_t now = ring_now();
    ring_complete_due(ring_timeline(), now);
    bool lost = ring.lost && !queue->analytics;
    bool refused = !fits || lost || (how == DSA_ENQCMD && emu_fault_refuses(queue->analytics ? "iaa" : "dsa"));
    int rc = refused ? -EAGAIN : enter_queue(queue, desc, now);
    ring.dropped += rc != 0 && how == DSA_MOVDIR64B;
    if (queue->analytics) {
        iaa_retried(rc != 0 && how != DSA_MOVDIR64B);
    } else {
        ring.counters.retries += rc != 0 && how != DSA_MOVDIR64B;
    }
    return rc;
}

int dsa_submit(const struct dsa_queue *queue, const struct dsa_hw_desc *desc, enum dsa_submission how)
{
    struct dsa_hw_desc copy = *desc;
    unsigned tries = how == DSA_WRITE ? 1 + dsa_config()->params.write_retries : 1;
    int rc = -EAGAIN;
    emu_enter();
    dsa_watch();
    emu_pace_processes();
    emu_charge(submit_cost(queue, how));
    ring_lock();
    for (unsigned i = 0; rc != 0 && i < tries; i++) {
        if (i > 0) {
            emu_charge(submit_cost(queue, DSA_ENQCMD)); /* the driver tries again inside the call */
        }
        rc = offer(queue, &copy, how);
    }
    ring_unlock();
    dsa_watch_wake();
    emu_leave();
    return how == DSA_MOVDIR64B ? 0 : rc;
}

