/* Data integrity fields: 8 bytes behind each block (guard, application tag, reference tag, big-endian), as T10 defines them. */
#include <string.h>

#include "dsa.h"

#define FIELD 8
#define POLYNOMIAL 0x8BB7u /* T10 DIF */
#define RESERVED_DIF_FLAGS 0xf0u
#define RESERVED_DESTINATION_FLAGS 0x07u

/* dif_chk_flags and the like: bits 1:0 are the block size */
#define INVERT_SEED 0x04u
#define INVERT_RESULT 0x08u

/* of the source */
#define ALL_F_ERROR 0x01u
#define ALL_F 0x02u
#define APP_F 0x04u
#define APP_REF_F 0x08u
#define APP_COUNTS 0x10u
#define NO_GUARD 0x20u
#define NO_REF 0x40u
#define REF_FIXED 0x80u

/* of the destination, besides APP_COUNTS and REF_FIXED */
#define PASS_APP 0x08u
#define PASS_GUARD 0x20u
#define PASS_REF 0x40u

enum { BAD_GUARD = 1, BAD_APP = 2, BAD_REF = 4, FOUND_ALL_F = 8 };

struct tags {
    uint8_t flags;
    uint32_t ref;
    uint16_t mask, app; /* bits set in the mask are left out */
};

static uint8_t *at(uint64_t address)
{
    return (uint8_t *)(uintptr_t)address;
}

bool dsa_is_dif(unsigned opcode)
{
    return (opcode >= DSA_OPCODE_DIF_CHECK && opcode <= DSA_OPCODE_DIF_UPDT) || opcode == DSA_OPCODE_DIX_GEN;
}

static bool has_source_fields(unsigned opcode)
{
    return opcode == DSA_OPCODE_DIF_CHECK || opcode == DSA_OPCODE_DIF_STRP || opcode == DSA_OPCODE_DIF_UPDT;
}

static uint32_t block_of(const struct dsa_hw_desc *desc)
{
    static const uint32_t sizes[] = {512, 520, 4096, 4104};
    return sizes[desc->dif_chk_flags & 3];
}

static uint32_t source_step(const struct dsa_hw_desc *desc)
{
    return block_of(desc) + (has_source_fields(desc->opcode) ? FIELD : 0);
}

/* Bytes that one block comes to at the destination. */
static uint32_t destination_step(unsigned opcode, uint32_t block)
{
    switch (opcode) {
    case DSA_OPCODE_DIF_INS:
    case DSA_OPCODE_DIF_UPDT: return block + FIELD;
    case DSA_OPCODE_DIF_STRP: return block;
    case DSA_OPCODE_DIX_GEN: return FIELD;
    default: return 0;
    }
}

uint64_t dsa_dif_written(const struct dsa_hw_desc *desc)
{
    return (uint64_t)(desc->xfer_size / source_step(desc)) * destination_step(desc->opcode, block_of(desc));
}

static bool all_zero(const uint8_t *bytes, size_t count)
{
    while (count > 0 && bytes[count - 1] == 0) {
        count--;
    }
    return count == 0;
}

static bool reserved_used(const struct dsa_hw_desc *desc)
{
    bool more = (desc->dif_chk_flags & RESERVED_DIF_FLAGS) != 0;
    switch (desc->opcode) {
    case DSA_OPCODE_DIF_CHECK:
    case DSA_OPCODE_DIF_STRP: return more || desc->dif_chk_res != 0 || !all_zero(desc->dif_chk_res2, 5);
    case DSA_OPCODE_DIF_UPDT:
        return more || (desc->upd_dest_flags & RESERVED_DESTINATION_FLAGS) != 0 || !all_zero(desc->dif_upd_res, 5);
    default:
        return more || desc->dif_ins_res != 0 || (desc->dest_dif_flag & RESERVED_DESTINATION_FLAGS) != 0 ||
               !all_zero(desc->dif_ins_res2, 13);
    }
}

uint8_t dsa_dif_check(const struct dsa_hw_desc *desc)
{
    if (reserved_used(desc)) {
        return DSA_COMP_NOZERO_RESERVE;
    }
    if (desc->xfer_size % source_step(desc) != 0) {
        return DSA_COMP_XFER_ERANGE;
    }
    uint64_t written = dsa_dif_written(desc);
    bool overlap = desc->src_addr < desc->dst_addr + written && desc->dst_addr < desc->src_addr + desc->xfer_size;
    return written > 0 && overlap ? DSA_COMP_OVERLAP_BUFFERS : 0;
}

/* --- the field --- */

static uint16_t guard_of(const uint8_t *data, uint32_t length, unsigned flags)
{
    uint16_t crc = (flags & INVERT_SEED) != 0 ? UINT16_MAX : 0;
    for (uint32_t i = 0; i < length; i++) {
        crc ^= (uint16_t)(data[i] << 8);
        for (int bit = 0; bit < 8; bit++) {
            crc = (uint16_t)(crc << 1 ^ ((crc & 0x8000) != 0 ? POLYNOMIAL : 0));
        }
    }
    return (flags & INVERT_RESULT) != 0 ? (uint16_t)~crc : crc;
}

static uint32_t read_big(const uint8_t *from, unsigned count)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < count; i++) {
        value = value << 8 | from[i];
    }
    return value;
}

static void write_big(uint8_t *to, uint32_t value, unsigned count)
{
    while (count-- > 0) {
        to[count] = (uint8_t)value;
        value >>= 8;
    }
}

static void advance(struct tags *tags)
{
    tags->ref += (tags->flags & REF_FIXED) == 0;
    tags->app += (tags->flags & APP_COUNTS) != 0;
}

/* What is wrong with a block; what a program marks with ones is not looked at. */
static uint8_t faults_of(const uint8_t *block, uint32_t size, unsigned dif_flags, const struct tags *expected)
{
    const uint8_t *field = block + size;
    uint16_t app = (uint16_t)read_big(field + 2, 2);
    uint32_t ref = read_big(field + 4, 4);
    bool all = read_big(field, 2) == UINT16_MAX && app == UINT16_MAX && ref == UINT32_MAX;
    if ((expected->flags & ALL_F) != 0 && all) {
        return (expected->flags & ALL_F_ERROR) != 0 ? FOUND_ALL_F : 0;
    }
    if (((expected->flags & APP_F) != 0 && app == UINT16_MAX) ||
        ((expected->flags & APP_REF_F) != 0 && app == UINT16_MAX && ref == UINT32_MAX)) {
        return 0;
    }
    uint8_t faults = 0;
    if ((expected->flags & NO_GUARD) == 0 && read_big(field, 2) != guard_of(block, size, dif_flags)) {
        faults |= BAD_GUARD;
    }
    if (((app ^ expected->app) & (uint16_t)~expected->mask) != 0) {
        faults |= BAD_APP;
    }
    if ((expected->flags & NO_REF) == 0 && ref != expected->ref) {
        faults |= BAD_REF;
    }
    return faults;
}

static void write_field(uint8_t *field, const uint8_t *block, uint32_t size, unsigned dif_flags, const struct tags *tags,
                        uint8_t keep)
{
    if ((keep & PASS_GUARD) == 0) {
        write_big(field, guard_of(block, size, dif_flags), 2);
    }
    if ((keep & PASS_APP) == 0) {
        write_big(field + 2, tags->app & (uint16_t)~tags->mask, 2);
    }
    if ((keep & PASS_REF) == 0) {
        write_big(field + 4, tags->ref, 4);
    }
}

/* --- operations --- */

static struct tags source_tags(const struct dsa_hw_desc *desc)
{
    if (desc->opcode == DSA_OPCODE_DIF_UPDT) {
        return (struct tags){desc->src_upd_flags, desc->src_ref_tag_seed, desc->src_app_tag_mask, desc->src_app_tag_seed};
    }
    return (struct tags){desc->src_dif_flags, desc->chk_ref_tag_seed, desc->chk_app_tag_mask, desc->chk_app_tag_seed};
}

static struct tags destination_tags(const struct dsa_hw_desc *desc)
{
    if (desc->opcode == DSA_OPCODE_DIF_UPDT) {
        return (struct tags){desc->upd_dest_flags, desc->dest_ref_tag_seed, desc->dest_app_tag_mask,
                             desc->dest_app_tag_seed};
    }
    return (struct tags){desc->dest_dif_flag, desc->ins_ref_tag_seed, desc->ins_app_tag_mask, desc->ins_app_tag_seed};
}

static void write_block(const struct dsa_hw_desc *desc, const uint8_t *from, uint8_t *to, const struct tags *tags)
{
    uint32_t size = block_of(desc);
    switch (desc->opcode) {
    case DSA_OPCODE_DIF_INS:
        memcpy(to, from, size);
        write_field(to + size, from, size, desc->dif_ins_flags, tags, 0);
        break;
    case DSA_OPCODE_DIF_UPDT:
        memcpy(to, from, size + FIELD);
        write_field(to + size, from, size, desc->dif_upd_flags, tags, tags->flags);
        break;
    case DSA_OPCODE_DIF_STRP: memcpy(to, from, size); break;
    case DSA_OPCODE_DIX_GEN: write_field(to, from, size, desc->dif_ins_flags, tags, 0); break;
    default: break;
    }
}

/* The tags to go on with: of the source in the first half of the record's own part, of the destination in the second. */
static uint64_t packed(const struct tags *tags)
{
    return tags->ref | (uint64_t)tags->mask << 32 | (uint64_t)tags->app << 48;
}

struct dsa_outcome dsa_dif_perform(const struct dsa_hw_desc *desc, uint32_t bytes)
{
    uint32_t in = source_step(desc), out = destination_step(desc->opcode, block_of(desc)), done = 0;
    const uint8_t *from = at(desc->src_addr);
    uint8_t *to = at(desc->dst_addr);
    bool checked = has_source_fields(desc->opcode);
    struct tags source = source_tags(desc), destination = destination_tags(desc);
    struct dsa_outcome outcome = {.status = DSA_COMP_SUCCESS};
    for (; done + in <= bytes; done += in) {
        outcome.result = checked ? faults_of(from, block_of(desc), desc->dif_chk_flags, &source) : 0;
        if (outcome.result != 0) {
            outcome.status = DSA_COMP_DIF_ERR;
            break;
        }
        write_block(desc, from, to, &destination);
        from += in;
        to += out;
        advance(&source);
        advance(&destination);
    }
    outcome.bytes_completed = done;
    outcome.value = checked ? packed(&source) : 0;
    outcome.more = out > 0 && desc->opcode != DSA_OPCODE_DIF_STRP ? packed(&destination) : 0;
    return outcome;
}
