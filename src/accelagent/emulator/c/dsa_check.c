/* What DSA refuses before it starts, and how far it gets before a page is missing. */
#include <string.h>

#include "dsa.h"

#define FLAG_READ_SEED 0x10000u
#define DELTA_RECORD 10 /* bytes per difference */
#define DELTA_LIMIT 0x80000u

/* Flag bits that an operation knows, beyond those about its completion record. */
static uint32_t flags_of(unsigned opcode)
{
    const uint32_t record = IDXD_OP_FLAG_FENCE | IDXD_OP_FLAG_CRAV | IDXD_OP_FLAG_RCR | IDXD_OP_FLAG_RCI |
                            IDXD_OP_FLAG_CRSTS | IDXD_OP_FLAG_CR_TCS;
    const uint32_t data = record | IDXD_OP_FLAG_BOF | IDXD_OP_FLAG_ADDR1_TCS | IDXD_OP_FLAG_ADDR2_TCS |
                          IDXD_OP_FLAG_STORD | IDXD_OP_FLAG_DRDBK | IDXD_OP_FLAG_DSTS;
    switch (opcode) {
    case DSA_OPCODE_NOOP: return record;
    case DSA_OPCODE_BATCH: return record | IDXD_OP_FLAG_ADDR1_TCS;
    case DSA_OPCODE_DRAIN: return record | IDXD_OP_FLAG_ADDR1_TCS | IDXD_OP_FLAG_ADDR2_TCS;
    case DSA_OPCODE_TRANSL_FETCH: return record | IDXD_OP_FLAG_BOF | IDXD_OP_FLAG_ADDR1_TCS;
    case DSA_OPCODE_DIF_CHECK: return data;
    case DSA_OPCODE_COMPARE:
    case DSA_OPCODE_COMPVAL: return data | IDXD_OP_FLAG_CR;
    case DSA_OPCODE_CR_DELTA: return data | IDXD_OP_FLAG_CR | IDXD_OP_FLAG_CC | IDXD_OP_FLAG_ADDR3_TCS;
    case DSA_OPCODE_AP_DELTA:
    case DSA_OPCODE_DUALCAST: return data | IDXD_OP_FLAG_CC | IDXD_OP_FLAG_ADDR3_TCS;
    case DSA_OPCODE_CRCGEN:
    case DSA_OPCODE_COPY_CRC: return data | IDXD_OP_FLAG_CC | IDXD_OP_FLAG_ADDR3_TCS | 0x70000u;
    default: return data | IDXD_OP_FLAG_CC;
    }
}

static bool known(unsigned opcode, unsigned generation)
{
    if (opcode == DSA_OPCODE_TRANSL_FETCH || opcode == DSA_OPCODE_DIX_GEN) {
        return generation >= 2;
    }
    return opcode <= DSA_OPCODE_DUALCAST || (opcode >= DSA_OPCODE_CRCGEN && opcode <= DSA_OPCODE_DIF_UPDT) ||
           opcode == DSA_OPCODE_CFLUSH;
}

static bool sized(unsigned opcode)
{
    return opcode > DSA_OPCODE_DRAIN;
}

static bool overlap(uint64_t a, uint64_t b, uint64_t size)
{
    return a < b + size && b < a + size;
}

static uint8_t check_delta(const struct dsa_hw_desc *desc)
{
    bool create = desc->opcode == DSA_OPCODE_CR_DELTA;
    uint32_t record = create ? desc->max_delta_size : desc->delta_rec_size;
    uint64_t delta = create ? desc->delta_addr : desc->src_addr;
    if (((desc->src_addr | desc->dst_addr | delta) & 7) != 0) {
        return DSA_COMP_ADDR_ALIGN;
    }
    if (desc->xfer_size % 8 != 0 || desc->xfer_size > DELTA_LIMIT) {
        return DSA_COMP_XFER_ERANGE;
    }
    /* what one cache line can give has to fit; a record to apply is made of whole differences */
    bool fits = create ? record >= 8 * DELTA_RECORD : record % DELTA_RECORD == 0;
    return fits ? 0 : DSA_COMP_DR_ERANGE;
}

static uint8_t check_operation(const struct dsa_hw_desc *desc, const struct dsa_params *params)
{
    uint64_t n = desc->xfer_size;
    if (dsa_is_dif(desc->opcode)) {
        return dsa_dif_check(desc);
    }
    switch (desc->opcode) {
    case DSA_OPCODE_MEMMOVE:
        return params->overlap_copy == 0 && overlap(desc->src_addr, desc->dst_addr, n) ? DSA_COMP_OVERLAP_BUFFERS : 0;
    case DSA_OPCODE_COPY_CRC: return overlap(desc->src_addr, desc->dst_addr, n) ? DSA_COMP_OVERLAP_BUFFERS : 0;
    case DSA_OPCODE_DUALCAST:
        if (((desc->dst_addr ^ desc->dest2) & 0xfff) != 0) {
            return DSA_COMP_DCAST_ERR;
        }
        return overlap(desc->src_addr, desc->dst_addr, n) || overlap(desc->src_addr, desc->dest2, n) ||
                       overlap(desc->dst_addr, desc->dest2, n)
                   ? DSA_COMP_OVERLAP_BUFFERS
                   : 0;
    case DSA_OPCODE_CR_DELTA:
    case DSA_OPCODE_AP_DELTA: return check_delta(desc);
    case DSA_OPCODE_BATCH:
        if ((desc->desc_list_addr & 63) != 0) {
            return DSA_COMP_DESCLIST_ALIGN;
        }
        return desc->desc_count < 2 || desc->desc_count > params->max_batch ? DSA_COMP_DESC_CNT_ERANGE : 0;
    default: return 0;
    }
}

uint8_t dsa_check(const struct dsa_hw_desc *desc, const struct dsa_params *params, bool in_batch, uint32_t *invalid)
{
    *invalid = 0;
    if (!known(desc->opcode, params->generation) || (in_batch && desc->opcode == DSA_OPCODE_BATCH)) {
        return DSA_COMP_BAD_OPCODE;
    }
    *invalid = desc->flags & ~(flags_of(desc->opcode) & ~(in_batch ? 0u : (uint32_t)IDXD_OP_FLAG_FENCE));
    if (*invalid != 0) {
        return DSA_COMP_INVALID_FLAGS;
    }
    if (desc->rsvd != 0 || desc->rsvd1 != 0) {
        return DSA_COMP_NOZERO_RESERVE;
    }
    if (desc->priv != 0) {
        return DSA_COMP_PRIV_BAD; /* user queues are unprivileged */
    }
    if ((desc->flags & IDXD_OP_FLAG_RCI) != 0) {
        return DSA_COMP_INT_HANDLE_INVAL; /* the driver hands none to user space */
    }
    if (sized(desc->opcode) && (desc->xfer_size == 0 || desc->xfer_size > params->max_request_bytes)) {
        return DSA_COMP_XFER_ERANGE;
    }
    return check_operation(desc, params);
}

/* --- plan --- */

struct span {
    uint64_t address;
    size_t length;
    bool write;
    bool parallel; /* byte k of it goes with byte k of the transfer; else it is needed whole, at the start */
};

static unsigned spans_of(const struct dsa_hw_desc *desc, struct span *spans)
{
    size_t n = desc->xfer_size;
    unsigned count = 0;
    switch (desc->opcode) {
    case DSA_OPCODE_MEMMOVE:
    case DSA_OPCODE_COPY_CRC:
    case DSA_OPCODE_DUALCAST:
        spans[count++] = (struct span){desc->src_addr, n, false, true};
        spans[count++] = (struct span){desc->dst_addr, n, true, true};
        if (desc->opcode == DSA_OPCODE_DUALCAST) {
            spans[count++] = (struct span){desc->dest2, n, true, true};
        }
        break;
    case DSA_OPCODE_MEMFILL: spans[count++] = (struct span){desc->dst_addr, n, true, true}; break;
    case DSA_OPCODE_COMPARE:
    case DSA_OPCODE_CR_DELTA:
        spans[count++] = (struct span){desc->src_addr, n, false, true};
        spans[count++] = (struct span){desc->src2_addr, n, false, true};
        if (desc->opcode == DSA_OPCODE_CR_DELTA) {
            spans[count++] = (struct span){desc->delta_addr, desc->max_delta_size, true, false};
        }
        break;
    case DSA_OPCODE_COMPVAL:
    case DSA_OPCODE_CRCGEN: spans[count++] = (struct span){desc->src_addr, n, false, true}; break;
    case DSA_OPCODE_AP_DELTA:
        spans[count++] = (struct span){desc->src_addr, desc->delta_rec_size, false, false};
        spans[count++] = (struct span){desc->dst_addr, n, true, true};
        break;
    case DSA_OPCODE_BATCH:
        spans[count++] = (struct span){desc->desc_list_addr, desc->desc_count * sizeof *desc, false, false};
        break;
    case DSA_OPCODE_TRANSL_FETCH:
        /* a hint: only who blocks on faults has the pages brought in */
        if ((desc->flags & IDXD_OP_FLAG_BOF) != 0) {
            spans[count++] = (struct span){desc->src_addr, n, false, true};
        }
        break;
    case DSA_OPCODE_DIF_CHECK:
    case DSA_OPCODE_DIF_INS:
    case DSA_OPCODE_DIF_STRP:
    case DSA_OPCODE_DIF_UPDT:
    case DSA_OPCODE_DIX_GEN:
        /* whole blocks go on after a fault: from the start, since source and destination advance differently */
        spans[count++] = (struct span){desc->src_addr, n, false, false};
        spans[count++] = (struct span){desc->dst_addr, dsa_dif_written(desc), true, false};
        break;
    default: break;
    }
    if ((desc->opcode == DSA_OPCODE_CRCGEN || desc->opcode == DSA_OPCODE_COPY_CRC) && (desc->flags & FLAG_READ_SEED) != 0) {
        spans[count++] = (struct span){desc->seed_addr, 4, false, false};
    }
    return count;
}

static uint8_t fault_status(const struct dsa_hw_desc *desc, bool write)
{
    if (desc->opcode == DSA_OPCODE_BATCH) {
        return DSA_COMP_BATCH_PAGE_FAULT;
    }
    uint8_t status = (desc->flags & IDXD_OP_FLAG_BOF) != 0 ? DSA_COMP_PAGE_FAULT_IR : DSA_COMP_PAGE_FAULT_NOBOF;
    return status | (write ? DSA_COMP_STATUS_WRITE : 0);
}

static uint32_t units_of(const struct dsa_hw_desc *desc)
{
    return desc->opcode <= DSA_OPCODE_DRAIN ? 0 : desc->xfer_size;
}

struct dsa_plan dsa_plan(const struct dsa_hw_desc *desc, const struct dsa_params *params, bool in_batch)
{
    struct dsa_plan plan = {.bytes = units_of(desc)};
    struct span spans[4];
    plan.status = dsa_check(desc, params, in_batch, &plan.invalid_flags);
    if (plan.status != 0) {
        plan.bytes = 0;
        return plan;
    }
    unsigned count = spans_of(desc, spans);
    bool serve = (desc->flags & IDXD_OP_FLAG_BOF) != 0 || desc->opcode == DSA_OPCODE_BATCH;
    for (unsigned i = 0; i < count; i++) {
        size_t wanted = spans[i].parallel && spans[i].length > plan.bytes ? plan.bytes : spans[i].length;
        size_t got = emu_accessible(spans[i].address, wanted, spans[i].write, serve, &plan.served);
        if (got < wanted) {
            plan.status = fault_status(desc, spans[i].write);
            plan.fault_addr = spans[i].address + got;
            plan.bytes = spans[i].parallel ? (uint32_t)got : 0;
            plan.faulted = true;
        }
    }
    return plan;
}
