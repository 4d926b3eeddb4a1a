/* What IAA's operations do to memory. Everything they touch has been found accessible (iax_check.c). */
#include <string.h>

#include "iax.h"

#define POISON 0xA5
#define POISONED 4096 /* what a program reads that does not wait; more would cost more than it shows */

static void crc64(const struct iax_hw_desc *desc, struct iax_completion_record *record)
{
    uint64_t polynomial = desc->filter_flags | (uint64_t)desc->num_inputs << 32;
    uint64_t crc = iaa_crc64(polynomial, iax_at(desc->src1_addr), desc->src1_size, (desc->compr_flags & IAX_CRC_BE) != 0,
                             (desc->compr_flags & IAX_CRC_INVERT) != 0);
    record->max = (uint32_t)crc; /* 64 bits from there on */
    record->sum = (uint32_t)(crc >> 32);
    record->bytes_completed = desc->src1_size;
}

static void move(const struct iax_hw_desc *desc, struct iax_completion_record *record)
{
    memmove(iax_at(desc->dst_addr), iax_at(desc->src1_addr), desc->src1_size);
    record->bytes_completed = record->output_size = desc->src1_size;
}

void iax_perform(const struct iax_hw_desc *desc, struct iax_completion_record *record)
{
    record->status = IAX_COMP_SUCCESS;
    switch (desc->opcode) {
    case IAX_OPCODE_NOOP:
    case IAX_OPCODE_DRAIN:
    case IAX_OPCODE_TRANSL_FETCH: break;
    case IAX_OPCODE_MEMMOVE: move(desc, record); break;
    case IAX_OPCODE_DECOMPRESS: iax_inflate(desc, record); break;
    case IAX_OPCODE_COMPRESS: iax_deflate(desc, record); break;
    case IAX_OPCODE_CRC64: crc64(desc, record); break;
    case IAX_OPCODE_ZERO_COMP_32:
    case IAX_OPCODE_ZERO_COMP_16:
    case IAX_OPCODE_ZERO_COMP_8: iax_zero_compress(desc, record); break;
    case IAX_OPCODE_ZERO_DECOMP_32:
    case IAX_OPCODE_ZERO_DECOMP_16:
    case IAX_OPCODE_ZERO_DECOMP_8: iax_zero_decompress(desc, record); break;
    default: iax_filter(desc, record); break;
    }
}

static bool apart(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
    return a_size == 0 || b_size == 0 || a + a_size <= b || b + b_size <= a;
}

/* The device owns the destination from submission on. */
void iax_poison(const struct iax_hw_desc *desc)
{
    size_t size = desc->max_dst_size < POISONED ? desc->max_dst_size : POISONED;
    bool suppressed = iax_inflates(desc) && desc->opcode == IAX_OPCODE_DECOMPRESS && (desc->decompr_flags & IAX_DECOMP_SUPPRESS) != 0;
    bool none = desc->opcode <= IAX_OPCODE_DRAIN || desc->opcode == IAX_OPCODE_TRANSL_FETCH || desc->opcode == IAX_OPCODE_CRC64;
    unsigned served = 0;
    if (none || suppressed || !apart(desc->dst_addr, size, desc->src1_addr, desc->src1_size) ||
        !apart(desc->dst_addr, size, desc->src2_addr, 2 * (uint64_t)desc->src2_size) ||
        !apart(desc->dst_addr, size, desc->completion_addr, sizeof(struct iax_completion_record))) {
        return;
    }
    memset(iax_at(desc->dst_addr), POISON, emu_accessible(desc->dst_addr, size, true, false, &served));
}

uint64_t iax_bytes_timed(const struct iax_hw_desc *desc)
{
    if (desc->opcode <= IAX_OPCODE_DRAIN) {
        return 0;
    }
    return iax_inflates(desc) ? iax_inflated_bytes(desc) : desc->src1_size;
}
