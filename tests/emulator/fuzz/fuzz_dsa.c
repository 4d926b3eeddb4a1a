/* Feeds the DSA model descriptors made of arbitrary bytes. Addresses are folded into one arena, whose middle page is missing, so
   that much of what is tried gets as far as moving data; the others lie where no memory is. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "dsa.h"

#define ARENA (64 * DSA_PAGE)
#define GUARD ((size_t)5 << 30)

static uint8_t *arena;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    /* behind it, and in its middle, nobody else's memory may come to lie */
    arena = mmap(NULL, ARENA + GUARD, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (arena == MAP_FAILED || mprotect(arena, ARENA / 2, PROT_READ | PROT_WRITE) != 0 ||
        mprotect(arena + ARENA / 2 + DSA_PAGE, ARENA / 2 - DSA_PAGE, PROT_READ | PROT_WRITE) != 0) {
        abort();
    }
    return 0;
}

static uint64_t folded(uint64_t address, bool wild)
{
    /* what is not in the arena must be nobody's memory: a device writes wherever a program may */
    return wild ? address | 0xffff800000000000u : (uintptr_t)arena + address % ARENA;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dsa_params params = {.max_request_bytes = 8 * DSA_PAGE, .max_batch = 32};
    struct dsa_hw_desc desc;
    if (size < sizeof desc + 1) {
        return 0;
    }
    uint8_t how = data[0];
    memcpy(&desc, data + 1, sizeof desc);
    params.overlap_copy = how & 1;
    params.generation = 1 + (how >> 1 & 1);
    desc.src_addr = folded(desc.src_addr, (how & 4) != 0);
    desc.dst_addr = folded(desc.dst_addr, (how & 8) != 0);
    if ((how & 16) == 0) { /* what programs leave at 0 */
        desc.rsvd = desc.priv = desc.rsvd1 = 0;
        desc.flags &= IDXD_OP_FLAG_CRAV | IDXD_OP_FLAG_RCR | IDXD_OP_FLAG_BOF;
        desc.xfer_size %= 9 * DSA_PAGE;
    }
    if (desc.opcode == DSA_OPCODE_CRCGEN || desc.opcode == DSA_OPCODE_COPY_CRC) {
        desc.seed_addr = folded(desc.seed_addr, (how & 32) != 0); /* the fuzzer's own memory is not the program's */
    }
    if (desc.opcode == DSA_OPCODE_CR_DELTA || desc.opcode == DSA_OPCODE_DUALCAST) {
        desc.delta_addr = folded(desc.delta_addr, (how & 32) != 0); /* dest2 lies in the same place */
    }
    struct dsa_plan plan = dsa_plan(&desc, &params, (how & 64) != 0);
    if (desc.opcode == DSA_OPCODE_BATCH || (plan.status != 0 && !(plan.faulted && plan.bytes > 0))) {
        return 0;
    }
    if (plan.bytes > desc.xfer_size) {
        abort();
    }
    dsa_poison(&desc, plan.bytes);
    struct dsa_outcome outcome = dsa_perform(&desc, plan.bytes);
    if (outcome.status == 0 || (outcome.status == DSA_COMP_SUCCESS && outcome.bytes_completed > UINT32_MAX / 2)) {
        abort();
    }
    return 0;
}
