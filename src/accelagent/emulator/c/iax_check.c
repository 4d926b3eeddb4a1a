/* What IAA refuses before it starts, and which pages have to be there: it works on whole requests, with no part done. */
#include "iax.h"

#include "iaa_filter.h"

#define FLAGS_ANY (IDXD_OP_FLAG_CRAV | IDXD_OP_FLAG_RCR | IDXD_OP_FLAG_RCI | IDXD_OP_FLAG_CRSTS | IDXD_OP_FLAG_CR_TCS)
#define FLAGS_DATA                                                                                            \
    (FLAGS_ANY | IDXD_OP_FLAG_BOF | IDXD_OP_FLAG_CC | IDXD_OP_FLAG_ADDR1_TCS | IDXD_OP_FLAG_ADDR2_TCS |       \
     IDXD_OP_FLAG_ADDR3_TCS | IDXD_OP_FLAG_STORD | IDXD_OP_FLAG_DRDBK | IDXD_OP_FLAG_DSTS)
#define FLAGS_SECOND 0x7f0000u /* second source, checksum, half of the AECS */
#define AECS_UNIT 32

bool iax_filters(unsigned opcode)
{
    return opcode >= IAX_OPCODE_SCAN && opcode <= IAX_OPCODE_EXPAND;
}

bool iax_inflates(const struct iax_hw_desc *desc)
{
    return desc->opcode == IAX_OPCODE_DECOMPRESS ||
           (iax_filters(desc->opcode) && (desc->decompr_flags & IAX_DECOMP_ENABLE) != 0);
}

static bool zeros(unsigned opcode)
{
    return (opcode >= IAX_OPCODE_ZERO_DECOMP_32 && opcode <= IAX_OPCODE_ZERO_DECOMP_8) ||
           (opcode >= IAX_OPCODE_ZERO_COMP_32 && opcode <= IAX_OPCODE_ZERO_COMP_8);
}

static bool known(unsigned opcode)
{
    switch (opcode) {
    case IAX_OPCODE_NOOP:
    case IAX_OPCODE_DRAIN:
    case IAX_OPCODE_MEMMOVE:
    case IAX_OPCODE_DECOMPRESS:
    case IAX_OPCODE_COMPRESS:
    case IAX_OPCODE_CRC64: return true;
    case IAX_OPCODE_TRANSL_FETCH: return iaa_params()->generation > 1;
    default: return zeros(opcode) || iax_filters(opcode);
    }
}

static uint32_t flags_of(unsigned opcode)
{
    if (opcode <= IAX_OPCODE_DRAIN || opcode == IAX_OPCODE_TRANSL_FETCH) {
        return opcode == IAX_OPCODE_NOOP ? FLAGS_ANY : FLAGS_DATA;
    }
    return FLAGS_DATA | FLAGS_SECOND;
}

/* --- sizes and addresses --- */

static bool has_aecs(const struct iax_hw_desc *desc)
{
    return iax_reads(desc) == IAX_READ_AECS || iax_writes(desc) != IAX_WRITE_NONE;
}

static uint8_t check_sizes(const struct iax_hw_desc *desc)
{
    uint64_t most = iaa_params()->engine.max_request_bytes;
    bool codec = desc->opcode == IAX_OPCODE_COMPRESS || desc->opcode == IAX_OPCODE_DECOMPRESS;
    if (desc->src1_size > most || desc->max_dst_size > most || (iax_reads(desc) != IAX_READ_NONE && desc->src2_size > most)) {
        return IAX_COMP_INVALID_SIZE;
    }
    if (desc->src1_size == 0 && (!codec || desc->max_dst_size == 0)) {
        return IAX_COMP_INVALID_SIZE;
    }
    return has_aecs(desc) && (desc->src2_addr % AECS_UNIT != 0 || desc->src2_size % AECS_UNIT != 0) ? IAX_COMP_ADDR_ALIGN : 0;
}

static bool overlap(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
    return a_size > 0 && b_size > 0 && a < b + b_size && b < a + a_size;
}

static bool writes(const struct iax_hw_desc *desc)
{
    bool suppressed = iax_inflates(desc) && (desc->decompr_flags & IAX_DECOMP_SUPPRESS) != 0 &&
                      IAX_DECOMP_INDEX(desc->decompr_flags) == 0;
    return desc->opcode != IAX_OPCODE_CRC64 && desc->opcode > IAX_OPCODE_DRAIN && desc->opcode != IAX_OPCODE_TRANSL_FETCH &&
           !suppressed;
}

/* --- flags of the operations --- */

static uint8_t check_filter(const struct iax_hw_desc *desc)
{
    uint32_t flags = desc->filter_flags;
    unsigned parser = IAX_FILTER_PARSER(flags), width = IAX_FILTER_WIDTH(flags);
    bool bits = desc->opcode == IAX_OPCODE_SCAN || desc->opcode == IAX_OPCODE_SET_MEMBER ||
                desc->opcode == IAX_OPCODE_RLE_BURST || desc->opcode == IAX_OPCODE_FIND_UNIQUE;
    bool one = parser == IAA_PRLE || width == 1; /* a run-length column says its width itself */
    bool drops = IAX_FILTER_DROP_LOW(flags) > 0 || IAX_FILTER_DROP_HIGH(flags) > 0;
    bool may_drop = desc->opcode == IAX_OPCODE_SET_MEMBER || desc->opcode == IAX_OPCODE_FIND_UNIQUE;
    uint32_t late = iaa_params()->generation > 1 ? 0 : IAX_FILTER_FORCE_ARRAY;
    if ((flags & (~IAX_FILTER_KNOWN | late)) != 0 || parser > IAA_PRLE || (drops && !may_drop)) {
        return IAX_COMP_INVALID_FILTER_FLAG;
    }
    if (desc->num_inputs == 0) {
        return IAX_COMP_INVALID_NUM_ELEMS;
    }
    if (parser == IAA_PRLE && width != 1) {
        return IAX_COMP_INVALID_SRC1_WIDTH;
    }
    if (desc->opcode == IAX_OPCODE_RLE_BURST && width != 8 && width != 16 && width != 32) {
        return IAX_COMP_INVALID_SRC1_WIDTH;
    }
    return (flags & IAX_FILTER_INVERT) != 0 && !bits && !one ? IAX_COMP_INVALID_INVERT_OUT : 0;
}

static uint8_t check_inflate(const struct iax_hw_desc *desc)
{
    unsigned late = iaa_params()->generation > 1 ? 0 : 0x4000u;
    bool enabled = (desc->decompr_flags & IAX_DECOMP_ENABLE) != 0;
    if ((desc->decompr_flags & (~IAX_DECOMP_KNOWN | late)) != 0 || (desc->opcode == IAX_OPCODE_DECOMPRESS && !enabled)) {
        return IAX_COMP_INVALID_COMP_FLAG;
    }
    return desc->opcode == IAX_OPCODE_DECOMPRESS && desc->filter_flags != 0 ? IAX_COMP_INVALID_FILTER_FLAG : 0;
}

static uint8_t check_operation(const struct iax_hw_desc *desc)
{
    uint8_t status = check_sizes(desc);
    if (status != 0) {
        return status;
    }
    if (writes(desc) && !iax_filters(desc->opcode) && desc->opcode != IAX_OPCODE_MEMMOVE &&
        overlap(desc->src1_addr, desc->src1_size, desc->dst_addr, desc->max_dst_size)) {
        return IAX_COMP_OVERLAP_BUFFERS;
    }
    if (desc->opcode == IAX_OPCODE_COMPRESS) {
        return (desc->compr_flags & ~IAX_COMP_KNOWN) != 0 ? IAX_COMP_INVALID_COMP_FLAG : 0;
    }
    if (desc->opcode == IAX_OPCODE_CRC64) {
        return (desc->compr_flags & ~(IAX_CRC_BE | IAX_CRC_INVERT)) != 0 ? IAX_COMP_INVALID_COMP_FLAG : 0;
    }
    if (iax_filters(desc->opcode)) {
        status = check_filter(desc);
    }
    bool inflates = desc->opcode == IAX_OPCODE_DECOMPRESS || iax_filters(desc->opcode);
    return status == 0 && inflates ? check_inflate(desc) : status;
}

static uint8_t check(const struct iax_hw_desc *desc, uint32_t *invalid)
{
    if (!known(desc->opcode)) {
        return IAX_COMP_BAD_OPCODE;
    }
    *invalid = desc->flags & ~flags_of(desc->opcode);
    if (*invalid != 0 || iax_reads(desc) > IAX_READ_SECOND || iax_writes(desc) > IAX_WRITE_AECS_ON_OVERFLOW) {
        return IAX_COMP_INVALID_FLAGS;
    }
    if (desc->rsvd != 0) {
        return IAX_COMP_NOZERO_RESERVE;
    }
    if (desc->priv != 0) {
        return IAX_COMP_PRIV_BAD;
    }
    if ((desc->flags & IDXD_OP_FLAG_RCI) != 0) {
        return IAX_COMP_INT_HANDLE_INVAL;
    }
    return desc->opcode <= IAX_OPCODE_DRAIN ? 0 : check_operation(desc);
}

/* --- pages --- */

static bool there(struct dsa_plan *plan, const struct iax_hw_desc *desc, uint64_t address, size_t length, bool write)
{
    bool serve = (desc->flags & IDXD_OP_FLAG_BOF) != 0;
    size_t got = emu_accessible(address, length, write, serve, &plan->served);
    if (got < length) {
        /* <linux/idxd.h> names the one with block-on-fault only; both are as with DSA */
        plan->status = (serve ? IAX_COMP_PAGE_FAULT_IR : DSA_COMP_PAGE_FAULT_NOBOF) | (write ? DSA_COMP_STATUS_WRITE : 0);
        plan->fault_addr = address + got;
        plan->faulted = true;
    }
    return got == length;
}

/* How much of the destination is sure to be written to, if that can be said without doing it. */
static size_t written(const struct iax_hw_desc *desc)
{
    size_t most = desc->max_dst_size;
    if (!writes(desc)) {
        return 0;
    }
    if (desc->opcode == IAX_OPCODE_COMPRESS && (desc->compr_flags & IAX_COMP_STATISTICS) == 0) {
        most = most < desc->src1_size ? most : desc->src1_size;
    } else if (desc->opcode == IAX_OPCODE_DECOMPRESS && IAX_DECOMP_INDEX(desc->decompr_flags) == 0) {
        size_t made = (size_t)iax_inflated_bytes(desc);
        most = made < most ? made : most;
    } else if (desc->opcode == IAX_OPCODE_MEMMOVE) {
        most = desc->src1_size;
    } else if (iax_filters(desc->opcode) && desc->opcode != IAX_OPCODE_RLE_BURST) { /* whose output the data decides */
        size_t wide = (size_t)desc->num_inputs * 4;
        most = wide < most ? wide : most;
    }
    return most;
}

struct dsa_plan iax_plan(const struct iax_hw_desc *desc)
{
    struct dsa_plan plan = {0};
    plan.status = check(desc, &plan.invalid_flags);
    if (plan.status != 0 || desc->opcode <= IAX_OPCODE_DRAIN) {
        return plan;
    }
    uint64_t second = desc->src2_addr, half = desc->src2_size;
    bool selected = (desc->flags & IAX_FLAG_AECS_SELECT) != 0;
    bool good = there(&plan, desc, desc->src1_addr, desc->src1_size, false);
    if (good && iax_reads(desc) != IAX_READ_NONE) {
        bool other = selected && iax_reads(desc) == IAX_READ_AECS;
        good = there(&plan, desc, second + (other ? half : 0), half, false);
    }
    if (good && iax_writes(desc) != IAX_WRITE_NONE) {
        good = there(&plan, desc, second + (selected ? 0 : half), half, true);
    }
    if (good) {
        there(&plan, desc, desc->dst_addr, written(desc), true);
    }
    return plan;
}
