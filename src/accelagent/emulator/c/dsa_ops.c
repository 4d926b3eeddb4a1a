/* What DSA's operations do to memory. Everything they touch has been found accessible (dsa_check.c). */
#include <dlfcn.h>
#include <isa-l/crc.h>
#include <limits.h>
#include <string.h>

#include "dsa.h"

#define POISON 0xA5 /* what a program reads that does not wait */
#define FLAG_READ_SEED 0x10000u
#define FLAG_NO_INVERSION 0x20000u
#define FLAG_NO_REFLECTION 0x40000u
#define BLOCK 4096 /* compared at a time */
#define CRC32C_PLAIN 0x1EDC6F41u

static uint8_t *at(uint64_t address)
{
    return (uint8_t *)(uintptr_t)address;
}

/* A program may bring its own memcpy that submits to this very device; the device uses libc's. */
static struct {
    void *(*move)(void *, const void *, size_t);
    void *(*set)(void *, int, size_t);
    int (*compare)(const void *, const void *, size_t);
} libc = {memmove, memset, memcmp};

__attribute__((constructor)) static void find_libc(void)
{
    void *handle = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
    void *move = handle != NULL ? dlsym(handle, "memmove") : NULL, *set = handle != NULL ? dlsym(handle, "memset") : NULL;
    void *compare = handle != NULL ? dlsym(handle, "memcmp") : NULL;
    if (move != NULL && set != NULL && compare != NULL) {
        *(void **)(void *)&libc.move = move;
        *(void **)(void *)&libc.set = set;
        *(void **)(void *)&libc.compare = compare;
    }
}

/* --- CRC-32C --- */

static uint32_t table[256];
static pthread_once_t table_once = PTHREAD_ONCE_INIT;

static void make_table(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t plain = i << 24;
        for (int bit = 0; bit < 8; bit++) {
            plain = plain << 1 ^ ((plain & 0x80000000u) != 0 ? CRC32C_PLAIN : 0);
        }
        table[i] = plain;
    }
}

uint32_t dsa_crc32c(uint32_t state, const uint8_t *data, size_t length, bool reflected)
{
    for (size_t n; reflected && length > 0; data += n, length -= n) {
        n = length < INT_MAX ? length : INT_MAX; /* what ISA-L takes at once */
        state = crc32_iscsi((unsigned char *)(uintptr_t)data, (int)n, state);
    }
    pthread_once(&table_once, make_table);
    for (size_t i = 0; i < length; i++) {
        state = state << 8 ^ table[(state >> 24 ^ data[i]) & 0xff];
    }
    return state;
}

/* The seed goes in inverted and the value comes out inverted, so that seed 0 gives the usual CRC-32C. */
static uint32_t crc_of(const struct dsa_hw_desc *desc, uint32_t bytes)
{
    uint32_t seed = desc->crc_seed, invert = (desc->flags & FLAG_NO_INVERSION) != 0 ? 0 : UINT32_MAX;
    if ((desc->flags & FLAG_READ_SEED) != 0) {
        memcpy(&seed, at(desc->seed_addr), sizeof seed);
    }
    return dsa_crc32c(seed ^ invert, at(desc->src_addr), bytes, (desc->flags & FLAG_NO_REFLECTION) == 0) ^ invert;
}

/* --- fill, compare --- */

static void fill(uint8_t *destination, uint64_t pattern, uint32_t bytes)
{
    uint32_t done = bytes < sizeof pattern ? bytes : (uint32_t)sizeof pattern;
    libc.move(destination, &pattern, done);
    for (uint32_t n; done < bytes; done += n) { /* as often as it is there already */
        n = bytes - done < done ? bytes - done : done;
        libc.move(destination + done, destination, n);
    }
}

static uint32_t first_difference(const uint8_t *a, const uint8_t *b, uint32_t bytes)
{
    uint32_t i = 0;
    while (bytes - i >= BLOCK && libc.compare(a + i, b + i, BLOCK) == 0) {
        i += BLOCK;
    }
    while (i < bytes && a[i] == b[i]) {
        i++;
    }
    return i;
}

static uint32_t first_not_pattern(const uint8_t *a, uint64_t pattern, uint32_t bytes)
{
    uint32_t start = bytes < sizeof pattern ? bytes : (uint32_t)sizeof pattern, i = 0;
    while (i < start && a[i] == (uint8_t)(pattern >> (i * 8))) {
        i++;
    }
    return i < start ? i : start + first_difference(a + start, a, bytes - start); /* it repeats itself */
}

static struct dsa_outcome compared(const struct dsa_hw_desc *desc, uint32_t same, uint32_t bytes)
{
    struct dsa_outcome outcome = {DSA_COMP_SUCCESS, same < bytes, same, 0, 0};
    if ((desc->flags & IDXD_OP_FLAG_CR) != 0 && (outcome.result & 1) != (desc->expected_res & 1)) {
        outcome.status = DSA_COMP_SUCCESS_PRED;
    }
    return outcome;
}

/* --- delta records: (offset / 8 as 16 bits, the 8 bytes of the second source) --- */

static struct dsa_outcome create_delta(const struct dsa_hw_desc *desc, uint32_t bytes)
{
    const uint8_t *a = at(desc->src_addr), *b = at(desc->src2_addr);
    uint8_t *record = at(desc->delta_addr);
    uint32_t used = 0, offset = 0;
    struct dsa_outcome outcome = {DSA_COMP_SUCCESS, 0, bytes, 0, 0};
    for (; offset < bytes; offset += 8) {
        if (memcmp(a + offset, b + offset, 8) == 0) {
            continue;
        }
        if (used + 10 > desc->max_delta_size) {
            outcome.result = 2; /* the record is full */
            break;
        }
        uint16_t index = (uint16_t)(offset / 8);
        memcpy(record + used, &index, 2);
        memcpy(record + used + 2, b + offset, 8);
        used += 10;
        outcome.result = 1;
    }
    outcome.bytes_completed = offset;
    outcome.value = used;
    if ((desc->flags & IDXD_OP_FLAG_CR) != 0 && (outcome.result & 3) != (desc->expected_res & 3)) {
        outcome.status = DSA_COMP_SUCCESS_PRED;
    }
    return outcome;
}

static struct dsa_outcome apply_delta(const struct dsa_hw_desc *desc, uint32_t bytes)
{
    const uint8_t *record = at(desc->src_addr);
    uint8_t *destination = at(desc->dst_addr);
    uint32_t last = 0;
    for (uint32_t used = 0; used < desc->delta_rec_size; used += 10) {
        uint16_t index;
        memcpy(&index, record + used, 2);
        uint32_t offset = (uint32_t)index * 8;
        if (used > 0 && offset <= last) {
            return (struct dsa_outcome){DSA_COMP_DR_OFFSET_NOINC, 0, used, 0, 0};
        }
        if (offset + 8 > bytes) {
            return (struct dsa_outcome){DSA_COMP_DR_OFFSET_ERANGE, 0, used, 0, 0};
        }
        memcpy(destination + offset, record + used + 2, 8);
        last = offset;
    }
    return (struct dsa_outcome){DSA_COMP_SUCCESS, 0, desc->delta_rec_size, 0, 0};
}

/* --- all of them --- */

struct dsa_outcome dsa_perform(const struct dsa_hw_desc *desc, uint32_t bytes)
{
    struct dsa_outcome outcome = {DSA_COMP_SUCCESS, 0, bytes, 0, 0};
    switch (desc->opcode) {
    case DSA_OPCODE_MEMMOVE: libc.move(at(desc->dst_addr), at(desc->src_addr), bytes); break;
    case DSA_OPCODE_MEMFILL: fill(at(desc->dst_addr), desc->pattern, bytes); break;
    case DSA_OPCODE_COMPARE:
        return compared(desc, first_difference(at(desc->src_addr), at(desc->src2_addr), bytes), bytes);
    case DSA_OPCODE_COMPVAL:
        return compared(desc, first_not_pattern(at(desc->src_addr), desc->comp_pattern, bytes), bytes);
    case DSA_OPCODE_CR_DELTA: return create_delta(desc, bytes);
    case DSA_OPCODE_AP_DELTA: return apply_delta(desc, bytes);
    case DSA_OPCODE_DUALCAST:
        libc.move(at(desc->dst_addr), at(desc->src_addr), bytes);
        libc.move(at(desc->dest2), at(desc->src_addr), bytes);
        break;
    case DSA_OPCODE_COPY_CRC:
        libc.move(at(desc->dst_addr), at(desc->src_addr), bytes);
        outcome.value = crc_of(desc, bytes);
        break;
    case DSA_OPCODE_CRCGEN: outcome.value = crc_of(desc, bytes); break;
    default: return dsa_is_dif(desc->opcode) ? dsa_dif_perform(desc, bytes) : outcome;
    }
    return outcome;
}

/* The device owns the destination from submission on. Where the old content matters to the result it stays. */
void dsa_poison(const struct dsa_hw_desc *desc, uint32_t bytes)
{
    switch (desc->opcode) {
    case DSA_OPCODE_MEMMOVE:
        if (desc->dst_addr < desc->src_addr + bytes && desc->src_addr < desc->dst_addr + bytes) {
            break;
        }
        libc.set(at(desc->dst_addr), POISON, bytes);
        break;
    case DSA_OPCODE_DUALCAST: libc.set(at(desc->dest2), POISON, bytes); /* fall through */
    case DSA_OPCODE_MEMFILL:
    case DSA_OPCODE_COPY_CRC: libc.set(at(desc->dst_addr), POISON, bytes); break;
    case DSA_OPCODE_CR_DELTA: libc.set(at(desc->delta_addr), POISON, desc->max_delta_size); break;
    default:
        if (dsa_is_dif(desc->opcode)) {
            libc.set(at(desc->dst_addr), POISON, bytes > 0 ? dsa_dif_written(desc) : 0);
        }
        break;
    }
}

uint64_t dsa_bytes_in(const struct dsa_hw_desc *desc)
{
    switch (desc->opcode) {
    case DSA_OPCODE_NOOP:
    case DSA_OPCODE_DRAIN:
    case DSA_OPCODE_BATCH:
    case DSA_OPCODE_MEMFILL:
    case DSA_OPCODE_TRANSL_FETCH:
    case DSA_OPCODE_CFLUSH: return 0;
    case DSA_OPCODE_COMPARE:
    case DSA_OPCODE_CR_DELTA: return 2 * (uint64_t)desc->xfer_size;
    case DSA_OPCODE_AP_DELTA: return desc->delta_rec_size;
    default: return desc->xfer_size;
    }
}

uint64_t dsa_bytes_out(const struct dsa_hw_desc *desc)
{
    switch (desc->opcode) {
    case DSA_OPCODE_MEMMOVE:
    case DSA_OPCODE_MEMFILL:
    case DSA_OPCODE_COPY_CRC:
    case DSA_OPCODE_AP_DELTA: return desc->xfer_size;
    case DSA_OPCODE_DUALCAST: return 2 * (uint64_t)desc->xfer_size;
    default: return dsa_is_dif(desc->opcode) ? dsa_dif_written(desc) : 0;
    }
}
