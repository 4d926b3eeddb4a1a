/* A descriptor's way into a device: queue, plan, engine. */
#include <errno.h>

#include "dsa_ring.h"
#include "iax.h"
#include "shared.h"

/* --- queues, whose entries belong to all processes of the run --- */

static unsigned free_entries(const struct dsa_queue *queue, uint64_t now)
{
    const struct dsa_line *line = &emu_board()->timeline.dsa[queue->device];
    unsigned count = 0;
    for (unsigned i = queue->first_entry; i < queue->first_entry + queue->size; i++) {
        count += line->starts_ns[i] <= now;
    }
    return count;
}

/* Whether the queue has a free entry now. What the device process has not seen yet may take one each. */
static bool has_room(const struct dsa_queue *queue, uint64_t now)
{
    if (emu_config()->helper) {
        return ring_helped_room(queue);
    }
    if (!emu_asked_by_others() && free_entries(queue, now) > ring_asked(queue)) {
        return true;
    }
    emu_ask_all_answered();
    return free_entries(queue, now) > 0;
}

/* When all that is in flight in the queue is done. */
static uint64_t last_of(const struct dsa_queue *queue)
{
    uint64_t at_least = 0;
    ring_settle();
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

/* --- booking --- */

static void ask(struct entry *entry, struct emu_message *message, uint64_t now)
{
    const struct dsa_params *params = &dsa_config()->params;
    struct dsa_hw_desc *timed = &message->dsa.desc;
    *timed = entry->desc;
    if (entry->plan.status != 0 && entry->plan.bytes == 0) {
        timed->opcode = DSA_OPCODE_NOOP; /* refused before any data moved */
    }
    message->queue = (uint32_t)(entry->queue - dsa_config()->queues);
    message->at_ns = now;
    message->dsa.bytes = entry->plan.bytes;
    message->dsa.extra_ns = entry->plan.served * ns_of(params->fault_serve_s);
    message->dsa.after_ns = entry->plan.faulted ? ns_of(params->fault_stop_s) : 0;
    message->dsa.floor_ns = entry->desc.opcode == DSA_OPCODE_DRAIN ? last_of(entry->queue) : 0;
    message->dsa.slowdown = entry->injected.slowdown;
    entry->asked = true;
    entry->earliest_ns = now + (entry->batch == NULL ? dsa_least_ns(params, timed, entry->plan.bytes) : 0);
    entry->ticket = emu_ask(message, &entry->answer);
}

/* An entry for a descriptor that has a place in the queue. */
struct entry *ring_enter(const struct dsa_queue *queue, const struct dsa_hw_desc *desc)
{
    struct entry *entry = ring_take();
    if (entry != NULL) {
        entry->desc = *desc;
        entry->queue = queue;
        entry->owner = emu_self();
        entry->injected.slowdown = 1;
    }
    return entry;
}

void ring_plan(struct entry *entry)
{
    entry->plan = dsa_plan(&entry->desc, &dsa_config()->params, entry->batch != NULL);
    if ((entry->injected.kinds & EMU_FAULT_PAGE) != 0) {
        take_page_away(&entry->plan, &entry->desc);
    }
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

/* The batch unit hands members out one after the other; one with a fence waits for those before it. */
static void expand(struct entry *batch, uint64_t now)
{
    const struct dsa_hw_desc *list = (const struct dsa_hw_desc *)(uintptr_t)batch->desc.desc_list_addr;
    bool fenced = has_fence(list, batch->desc.desc_count), failed = false;
    for (uint32_t i = 0; i < batch->desc.desc_count; i++) {
        struct emu_message message = {.asked = EMU_ASK_DSA_MEMBER};
        message.dsa.fence = (list[i].flags & IDXD_OP_FLAG_FENCE) != 0;
        if (message.dsa.fence && failed) {
            message.queue = (uint32_t)(batch->queue - dsa_config()->queues);
            message.dsa.dispatch_only = true;
            emu_ask(&message, NULL);
            batch->member_failed = true;
            break;
        }
        struct entry *member = ring_enter(batch->queue, &list[i]);
        if (member == NULL) {
            break;
        }
        member->batch = batch;
        ring_plan(member);
        ask(member, &message, now);
        failed |= member->plan.status != 0;
        batch->members++;
        if (!fenced) {
            accept(member);
        }
        ring_insert(member);
    }
}

/* An injected fault: it takes its time and ends with a hardware error. */
void ring_inject(struct entry *entry)
{
    if ((entry->injected.kinds & EMU_FAULT_ERROR) != 0) {
        entry->plan = (struct dsa_plan){.status = DSA_COMP_HW_ERR1};
    }
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
    if (emu_config()->helper) {
        return; /* it discards them when it comes to them: it may be writing */
    }
    ring_settle();
    while (ring.first.next != &ring.first) {
        ring.counters.errors++;
        ring_discard(ring.first.next);
    }
}

static int admit(const struct dsa_queue *queue, const struct dsa_hw_desc *desc, uint64_t now)
{
    struct emu_faults faults = emu_faults_at("dsa", ring.descriptors++, family_of(desc));
    if ((faults.kinds & EMU_FAULT_RESET) != 0) {
        reset_device();
    }
    struct entry *entry = ring.lost ? NULL : ring_enter(queue, desc);
    if (entry == NULL) {
        return -EAGAIN;
    }
    entry->injected = faults;
    entry->lost = (faults.kinds & EMU_FAULT_HANG) != 0;
    ring.counters.errors += entry->lost;
    if (emu_config()->helper) {
        ring_help(entry);
        return 0;
    }
    struct emu_message message = {.asked = EMU_ASK_DSA};
    ring_plan(entry);
    ask(entry, &message, now);
    ring_inject(entry);
    if (!entry->lost && desc->opcode == DSA_OPCODE_BATCH && entry->plan.status == 0) {
        expand(entry, now);
    } else if (!entry->lost) {
        accept(entry);
    }
    ring_insert(entry);
    ring.progress += !entry->lost;
    if (entry->owner == NULL && !entry->lost) {
        ring_settle();
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
    if (queue->analytics && !emu_config()->helper) {
        return iax_admit(queue, desc, now); /* the service says whether there is room */
    }
    if (!has_room(queue, now)) {
        return -EAGAIN;
    }
    return queue->analytics ? iax_admit(queue, desc, now) : admit(queue, desc, now);
}

/* The instruction has to be the one for this kind of queue: ENQCMD to a dedicated queue is refused like a full one. */
static int offer(const struct dsa_queue *queue, const struct dsa_hw_desc *desc, enum dsa_submission how)
{
    bool fits = how == DSA_WRITE || (how == DSA_ENQCMD) == queue->shared;
    uint64_t now = ring_now();
    ring_complete_due(ring_timeline(), now, true);
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
    struct entry *given = ring.to_help;
    ring.to_help = NULL;
    ring_unlock();
    if (given != NULL) {
        emu_helper_give(&given->job);
    }
    dsa_watch_wake();
    emu_leave();
    return how == DSA_MOVDIR64B ? 0 : rc;
}

