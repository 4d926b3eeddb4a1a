/* Descriptors of IAA's queues: the same ring of completions as DSA's, the engines and entries of iaa_device.c. */
#include <errno.h>
#include <string.h>

#include "dsa_ring.h"
#include "iax.h"

static const struct iax_hw_desc *iax_of(const struct entry *entry)
{
    return (const struct iax_hw_desc *)(const void *)&entry->desc;
}

static enum iaa_kind kind_of(unsigned opcode)
{
    return opcode == IAX_OPCODE_COMPRESS ? IAA_WORK_FIXED : opcode == IAX_OPCODE_DECOMPRESS ? IAA_WORK_INFLATE : IAA_WORK_FILTER;
}

static const char *family_of(unsigned opcode)
{
    switch (opcode) {
    case IAX_OPCODE_COMPRESS: return "compress";
    case IAX_OPCODE_DECOMPRESS: return "decompress";
    case IAX_OPCODE_CRC64: return "crc";
    case IAX_OPCODE_SCAN: return "scan";
    case IAX_OPCODE_MEMMOVE: return "copy";
    default: return "filter";
    }
}

/* --- on the way in --- */

static uint8_t injected(unsigned kinds)
{
    return (kinds & EMU_FAULT_ERROR) != 0      ? IAX_COMP_HW_ERR1
           : (kinds & EMU_FAULT_HANG) != 0     ? IAX_COMP_WATCHDOG
           : (kinds & EMU_FAULT_OVERFLOW) != 0 ? IAX_COMP_OUTBUF_OVERFLOW
                                               : 0;
}

static void take_page_away(struct dsa_plan *plan, const struct iax_hw_desc *desc)
{
    if ((desc->flags & IDXD_OP_FLAG_BOF) != 0) {
        plan->served++;
    } else if (plan->status == 0 && desc->opcode > IAX_OPCODE_DRAIN) {
        plan->status = DSA_COMP_PAGE_FAULT_NOBOF;
        plan->fault_addr = desc->src1_addr;
        plan->faulted = true;
    }
}

void iax_inject(struct entry *entry)
{
    if ((entry->injected.kinds & EMU_FAULT_PAGE) != 0) {
        take_page_away(&entry->plan, iax_of(entry));
    }
    if (entry->plan.status == 0) {
        entry->plan.status = injected(entry->injected.kinds);
    }
}

static uint64_t drained(const struct entry *drain)
{
    uint64_t last = drain->request.done_ns;
    ring_settle();
    for (const struct entry *e = ring.first.next; e != &ring.first; e = e->next) {
        last = e->queue == drain->queue && e->done_ns > last ? e->done_ns : last;
    }
    return last;
}

static void accept(struct entry *entry)
{
    if (entry->plan.status != 0) {
        return;
    }
    if (!emu_config()->eager) {
        iax_poison(iax_of(entry));
    } else {
        iax_perform(iax_of(entry), &entry->early_iax);
        entry->done_early = true;
    }
}

int iax_admit(const struct dsa_queue *queue, const struct dsa_hw_desc *desc, uint64_t now)
{
    struct entry *entry = ring_enter(queue, desc);
    if (entry == NULL) {
        return -EAGAIN;
    }
    struct iaa_request *request = &entry->request;
    *request = (struct iaa_request){.kind = kind_of(desc->opcode), .operation = family_of(desc->opcode)};
    if (!emu_config()->helper) {
        entry->plan = iax_plan(iax_of(entry));
        request->bytes = entry->plan.status == 0 ? iax_bytes_timed(iax_of(entry)) : 0;
        request->missing_pages = entry->plan.served;
    }
    if (iaa_submit_to(request, (unsigned)(queue - dsa_config()->queues), now) != 0) {
        ring_give_back(entry);
        return -EAGAIN;
    }
    entry->injected = request->faults;
    if (emu_config()->helper) {
        ring_help(entry);
        return 0;
    }
    iax_inject(entry);
    entry->asked = true;
    entry->earliest_ns = now;
    if (desc->opcode == IAX_OPCODE_DRAIN) {
        iaa_settle(request);
        entry->asked = false;
        entry->done_ns = drained(entry);
    }
    accept(entry);
    ring_insert(entry);
    ring.progress++;
    if (entry->owner == NULL) {
        ring_settle();
        ring_complete(entry); /* before this process is on the timeline nobody could wait */
    }
    return 0;
}

/* --- on the way out --- */

static void write_record(const struct iax_hw_desc *desc, const struct iax_completion_record *record)
{
    bool wanted = (desc->flags & IDXD_OP_FLAG_RCR) != 0 || record->status != IAX_COMP_SUCCESS;
    if ((desc->flags & IDXD_OP_FLAG_CRAV) == 0 || !wanted || (desc->completion_addr & 63) != 0 ||
        !emu_store(desc->completion_addr + 1, (const char *)record + 1, sizeof *record - 1)) {
        return; /* nowhere to say it: the device's error register has it */
    }
    atomic_thread_fence(memory_order_release);
    ((struct iax_completion_record *)iax_at(desc->completion_addr))->status = record->status; /* last: it is waited for */
}

void iax_complete(struct entry *entry)
{
    const struct iax_hw_desc *desc = iax_of(entry);
    struct iax_completion_record record;
    memset(&record, 0, sizeof record);
    if (entry->done_early) {
        record = entry->early_iax;
    } else if (entry->plan.status == 0) {
        iax_perform(desc, &record);
    } else {
        record.status = entry->plan.status;
        record.fault_addr = entry->plan.fault_addr;
        record.invalid_flags = entry->plan.status == IAX_COMP_INVALID_FLAGS ? entry->plan.invalid_flags : 0;
    }
    bool good = record.status == IAX_COMP_SUCCESS;
    if (good && record.output_size > 0 && desc->opcode != IAX_OPCODE_CRC64) {
        emu_fault_corrupt(&entry->injected, iax_at(desc->dst_addr), record.output_size);
    }
    iaa_finished(good, desc->opcode <= IAX_OPCODE_DRAIN ? 0 : desc->src1_size, record.output_size, entry->plan.served);
    write_record(desc, &record);
}
