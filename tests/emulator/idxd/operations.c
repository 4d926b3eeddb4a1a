/* Every opcode gives what it should, and every refusal has the hardware's status. */
#include "queue.h"

#define N 8192

static void *portal;
static record *comp;
static uint8_t *a, *b, *c;

static uint32_t crc32c(uint32_t crc, const uint8_t *data, size_t n)
{
    crc = ~crc;
    while (n-- > 0) {
        crc ^= *data++;
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? 0x82F63B78u : 0);
        }
    }
    return ~crc;
}

static void moves(void)
{
    descriptor d = describe(DSA_OPCODE_MEMMOVE, comp, a, b, N);
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS && comp->bytes_completed == N && memcmp(a, b, N) == 0);
    d = describe(DSA_OPCODE_MEMFILL, comp, NULL, b, N - 3);
    d.pattern = 0x0807060504030201;
    b[N - 3] = 77;
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS && b[0] == 1 && b[7] == 8 && b[8] == 1 && b[N - 4] == 5 && b[N - 3] == 77);
    d = describe(DSA_OPCODE_DUALCAST, comp, a, b, N);
    d.dest2 = (uintptr_t)c;
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS && memcmp(a, b, N) == 0 && memcmp(a, c, N) == 0);
    d = describe(DSA_OPCODE_CFLUSH, comp, NULL, b, N);
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS);
    d = describe(DSA_OPCODE_NOOP, comp, NULL, NULL, 0);
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS);
    d = describe(DSA_OPCODE_DRAIN, comp, NULL, NULL, 0);
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS);
}

static void compares(void)
{
    memcpy(b, a, N);
    descriptor d = describe(DSA_OPCODE_COMPARE, comp, a, b, N);
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS && comp->result == 0);
    b[5000] ^= 1;
    d = describe(DSA_OPCODE_COMPARE, comp, a, b, N);
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS && comp->result == 1 && comp->bytes_completed == 5000);
    d.flags |= IDXD_OP_FLAG_CR;
    d.expected_res = 0;
    comp->status = 0;
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS_PRED);
    memset(b, 0x5a, N);
    d = describe(DSA_OPCODE_COMPVAL, comp, b, NULL, N);
    d.comp_pattern = 0x5a5a5a5a5a5a5a5a;
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS && comp->result == 0);
    b[9] = 0;
    comp->status = 0;
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS && comp->result == 1 && comp->bytes_completed == 9);
}

static void deltas(void)
{
    memcpy(b, a, N);
    b[16] ^= 1;
    b[4096] ^= 2;
    b[N - 1] ^= 3;
    descriptor d = describe(DSA_OPCODE_CR_DELTA, comp, a, b, N);
    d.delta_addr = (uintptr_t)c;
    d.max_delta_size = 100;
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS && comp->result == 1 && comp->delta_rec_size == 30);
    uint8_t *copy = memory(N);
    memcpy(copy, a, N);
    d = describe(DSA_OPCODE_AP_DELTA, comp, c, copy, N);
    d.delta_rec_size = 30;
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS && memcmp(copy, b, N) == 0);
    for (int i = 0; i < N; i++) {
        b[i] = (uint8_t)~a[i];
    }
    d = describe(DSA_OPCODE_CR_DELTA, comp, a, b, N);
    d.delta_addr = (uintptr_t)c;
    d.max_delta_size = 100;
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS && comp->result == 2 && comp->bytes_completed == 80);
}

static void checksums(void)
{
    descriptor d = describe(DSA_OPCODE_CRCGEN, comp, "123456789", NULL, 9);
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS && comp->crc_val == 0xE3069283u);
    d = describe(DSA_OPCODE_COPY_CRC, comp, a, b, N);
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS && comp->crc_val == crc32c(0, a, N) && memcmp(a, b, N) == 0);
    d = describe(DSA_OPCODE_CRCGEN, comp, a + 100, NULL, N - 100);
    d.crc_seed = crc32c(0, a, 100);
    CHECK(run(portal, &d) == DSA_COMP_SUCCESS && comp->crc_val == crc32c(0, a, N));
}

static unsigned status_of(descriptor d)
{
    comp->status = 0;
    return run(portal, &d);
}

static void refusals(void)
{
    descriptor good = describe(DSA_OPCODE_MEMMOVE, comp, a, b, N), d = good;
    d.opcode = 0x3f;
    CHECK(status_of(d) == DSA_COMP_BAD_OPCODE);
    d = good;
    d.dst_addr = d.src_addr + 64;
    CHECK(status_of(d) == DSA_COMP_OVERLAP_BUFFERS);
    d = good;
    d.xfer_size = 2097153;
    CHECK(status_of(d) == DSA_COMP_XFER_ERANGE);
    d.xfer_size = 0;
    CHECK(status_of(d) == DSA_COMP_XFER_ERANGE);
    d = good;
    d.flags |= IDXD_OP_FLAG_CR;
    CHECK(status_of(d) == DSA_COMP_INVALID_FLAGS && comp->invalid_flags == IDXD_OP_FLAG_CR);
    d = good;
    d.flags |= IDXD_OP_FLAG_FENCE;
    CHECK(status_of(d) == DSA_COMP_INVALID_FLAGS);
    d = good;
    d.rsvd1 = 1;
    CHECK(status_of(d) == DSA_COMP_NOZERO_RESERVE);
    d = good;
    d.opcode = DSA_OPCODE_DUALCAST;
    d.dest2 = (uintptr_t)c + 64;
    CHECK(status_of(d) == DSA_COMP_DCAST_ERR);
    d = good;
    d.opcode = DSA_OPCODE_CR_DELTA;
    d.src_addr += 4;
    CHECK(status_of(d) == DSA_COMP_ADDR_ALIGN);
    d = good;
    d.opcode = DSA_OPCODE_CR_DELTA;
    d.delta_addr = (uintptr_t)c;
    d.max_delta_size = 79;
    CHECK(status_of(d) == DSA_COMP_DR_ERANGE);
    d = describe(DSA_OPCODE_BATCH, comp, c + 32, NULL, 4);
    CHECK(status_of(d) == DSA_COMP_DESCLIST_ALIGN);
    d.desc_list_addr = (uintptr_t)c;
    d.desc_count = 1;
    CHECK(status_of(d) == DSA_COMP_DESC_CNT_ERANGE);
    d.desc_count = 33;
    CHECK(status_of(d) == DSA_COMP_DESC_CNT_ERANGE);
}

int main(void)
{
    portal = map_queue(open_queue(SHARED));
    comp = records(1);
    a = filled(N, 1);
    b = filled(N, 2);
    c = filled(N, 3);
    moves();
    compares();
    deltas();
    checksums();
    refusals();
    puts("ok");
    return 0;
}
