/* Descriptors on the helper core: it finds their pages, carries them out in the order of their submission and writes
   their records, as a device does. An entry of a queue is free again when the helper begins its descriptor. */
#include "dsa_ring.h"
#include "iax.h"

static _Atomic unsigned *waiting_in(const struct dsa_queue *queue)
{
    return &ring.waiting[queue - dsa_config()->queues];
}

static struct entry *entry_of(struct emu_job *job)
{
    return (struct entry *)(void *)((char *)job - offsetof(struct entry, job));
}

static void perform(struct entry *entry)
{
    if (ring_runs(entry) && entry->desc.opcode != DSA_OPCODE_BATCH) {
        entry->early = dsa_perform(&entry->desc, entry->plan.bytes);
        entry->done_early = true;
    }
}

/* A failed member stops what a fence holds back. */
static void members(struct entry *batch)
{
    const struct dsa_hw_desc *list = (const struct dsa_hw_desc *)(uintptr_t)batch->desc.desc_list_addr;
    for (uint32_t i = 0; i < batch->desc.desc_count; i++) {
        if ((list[i].flags & IDXD_OP_FLAG_FENCE) != 0 && batch->member_failed) {
            break;
        }
        struct entry member = {.desc = list[i], .queue = batch->queue, .batch = batch, .injected.slowdown = 1};
        ring_plan(&member);
        perform(&member);
        ring_lock();
        ring_finish(&member);
        ring_unlock();
        batch->members++;
    }
}

static void descriptor(struct entry *entry)
{
    ring_plan(entry);
    ring_inject(entry);
    if (entry->desc.opcode == DSA_OPCODE_BATCH && entry->plan.status == 0) {
        members(entry);
    } else {
        perform(entry);
    }
}

static void analytics(struct entry *entry)
{
    const struct iax_hw_desc *desc = (const struct iax_hw_desc *)(const void *)&entry->desc;
    entry->plan = iax_plan(desc);
    iax_inject(entry);
    if (entry->plan.status == 0) {
        iax_perform(desc, &entry->early_iax);
        entry->done_early = true;
    } else if (entry->plan.status == IAX_COMP_WATCHDOG) {
        emu_real_sleep(IAA_WATCHDOG_NS);
    }
}

static void work(struct emu_job *job)
{
    struct entry *entry = entry_of(job);
    (*waiting_in(entry->queue))--;
    if (entry->queue->analytics) {
        analytics(entry);
    } else {
        descriptor(entry);
    }
}

static void deliver(struct emu_job *job)
{
    struct entry *entry = entry_of(job);
    uint64_t busy_ns = job->done_ns - job->begun_ns;
    ring_lock();
    if (entry->queue->analytics) {
        iaa_was_busy(busy_ns);
    } else {
        ring.counters.busy_ns += busy_ns;
    }
    if (ring.lost && !entry->queue->analytics) {
        ring.counters.errors++;
        ring_discard(entry);
    } else {
        ring_complete(entry);
    }
    ring_unlock();
}

bool ring_helped_room(const struct dsa_queue *queue)
{
    return *waiting_in(queue) < queue->size;
}

void ring_help(struct entry *entry)
{
    if (entry->lost) {
        ring_give_back(entry);
        return;
    }
    entry->done_ns = UINT64_MAX;
    entry->job = (struct emu_job){.work = work, .deliver = deliver, .slowdown = entry->injected.slowdown};
    (*waiting_in(entry->queue))++;
    ring_insert(entry);
    ring.progress++;
    ring.to_help = entry;
}
