/* Feeds the IAA model descriptors made of arbitrary bytes, with the rest of the input as what they point to: a stream, a
   column, an engine configuration. Addresses are folded into one arena with a missing page in its middle. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "iax.h"

#define PAGE 4096u
#define ARENA (16 * PAGE)
#define GUARD ((size_t)5 << 30)

static uint8_t *arena;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    struct iaa_params *params = (struct iaa_params *)(uintptr_t)iaa_params();
    params->present = true;
    params->devices = 1;
    params->queue_size = 16;
    params->engine.max_request_bytes = 5 * PAGE;
    arena = mmap(NULL, ARENA + GUARD, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (arena == MAP_FAILED || mprotect(arena, ARENA / 2, PROT_READ | PROT_WRITE) != 0 ||
        mprotect(arena + ARENA / 2 + PAGE, ARENA / 2 - PAGE, PROT_READ | PROT_WRITE) != 0) {
        abort();
    }
    return 0;
}

static uint64_t folded(uint64_t address, bool wild)
{
    return wild ? address | 0xffff800000000000u : (uintptr_t)arena + address % ARENA;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct iaa_params *params = (struct iaa_params *)(uintptr_t)iaa_params();
    struct iax_completion_record record;
    struct iax_hw_desc desc;
    if (size < sizeof desc + 1) {
        return 0;
    }
    uint8_t how = data[0];
    memcpy(&desc, data + 1, sizeof desc);
    data += 1 + sizeof desc;
    size -= 1 + sizeof desc;
    params->generation = 1 + (how & 1);
    if ((how & 2) == 0) { /* as programs mostly write them */
        desc.src1_addr = 0;
        desc.dst_addr = 2 * PAGE;
        desc.src2_addr = 4 * PAGE;
        desc.src1_size = desc.src1_size % 1024;
        desc.max_dst_size %= 2 * PAGE;
        desc.rsvd = desc.priv = 0;
        desc.num_inputs %= 1u << 16;
        desc.flags &= IDXD_OP_FLAG_CRAV | IDXD_OP_FLAG_RCR | 0x7f0000u;
    }
    desc.src1_addr = folded(desc.src1_addr, (how & 4) != 0);
    desc.dst_addr = folded(desc.dst_addr, (how & 8) != 0);
    desc.src2_addr = folded(desc.src2_addr, (how & 16) != 0);
    memcpy(arena, data, size < PAGE ? size : PAGE);
    memcpy(arena + 4 * PAGE, data, size < PAGE ? size : PAGE);
    memcpy(arena + 5 * PAGE + 0x500, data, size < PAGE / 2 ? size : PAGE / 2); /* the rest of a decompressor's state */
    struct dsa_plan plan = iax_plan(&desc);
    if (plan.status != 0) {
        return 0;
    }
    (void)iax_bytes_timed(&desc);
    iax_poison(&desc);
    memset(&record, 0, sizeof record);
    iax_perform(&desc, &record);
    if (record.status == 0 || (record.status == IAX_COMP_SUCCESS && desc.opcode != IAX_OPCODE_MEMMOVE && record.output_size > desc.max_dst_size)) {
        abort();
    }
    return 0;
}
