/* Data integrity fields: what each operation makes of right and wrong blocks, and every misuse with the hardware's status.
   The argument is the device's generation. */
#include "queue.h"

#define BLOCKS 5
#define STRIDE 8 /* of an integrity field */

static void *portal;
static record *comp;
static const uint32_t sizes[] = {512, 520, 4096, 4104};
static uint8_t *plain, *protected, *other;

/* CRC-16 of T10, a byte at a time by long division. */
static uint16_t guard(const uint8_t *data, size_t n)
{
    uint32_t rest = 0;
    for (size_t i = 0; i < n * 8 + 16; i++) {
        unsigned bit = i < n * 8 ? data[i / 8] >> (7 - i % 8) & 1 : 0;
        rest = rest << 1 | bit;
        rest ^= rest & 0x10000 ? 0x18BB7 : 0;
    }
    return (uint16_t)rest;
}

static unsigned status_of(descriptor *d)
{
    memset((void *)comp, 0, sizeof *comp);
    return run(portal, d);
}

static descriptor insert(unsigned code)
{
    descriptor d = describe(DSA_OPCODE_DIF_INS, comp, plain, protected, BLOCKS * sizes[code]);
    d.dif_ins_flags = (uint8_t)code;
    d.ins_ref_tag_seed = 0x01020304;
    d.ins_app_tag_seed = 0xabcd;
    return d;
}

static descriptor check(unsigned code)
{
    descriptor d = describe(DSA_OPCODE_DIF_CHECK, comp, protected, NULL, BLOCKS * (sizes[code] + STRIDE));
    d.dif_chk_flags = (uint8_t)code;
    d.chk_ref_tag_seed = 0x01020304;
    d.chk_app_tag_seed = 0xabcd;
    return d;
}

static void inserted(unsigned code)
{
    uint32_t n = sizes[code];
    descriptor d = insert(code);
    CHECK(status_of(&d) == DSA_COMP_SUCCESS && comp->bytes_completed == BLOCKS * n);
    CHECK(comp->dif_ins_ref_tag == 0x01020304 + BLOCKS && comp->dif_ins_app_tag == 0xabcd);
    for (uint32_t i = 0; i < BLOCKS; i++) {
        const uint8_t *block = protected + i * (n + STRIDE), *field = block + n;
        uint16_t wanted = guard(plain + i * n, n);
        CHECK(memcmp(block, plain + i * n, n) == 0);
        CHECK(field[0] == wanted >> 8 && field[1] == (wanted & 0xff));
        CHECK(field[2] == 0xab && field[3] == 0xcd && field[4] == 1 && field[7] == 4 + i);
    }
}

static void checked(unsigned code)
{
    uint32_t step = sizes[code] + STRIDE;
    descriptor d = check(code);
    CHECK(status_of(&d) == DSA_COMP_SUCCESS && comp->bytes_completed == BLOCKS * step && comp->dif_status == 0);
    CHECK(comp->dif_chk_ref_tag == 0x01020304 + BLOCKS);
    protected[2 * step + 7] ^= 1; /* the third block's data */
    CHECK(status_of(&d) == DSA_COMP_DIF_ERR && comp->dif_status == 1 && comp->bytes_completed == 2 * step);
    d.src_dif_flags = 0x20;
    CHECK(status_of(&d) == DSA_COMP_SUCCESS);
    protected[2 * step + 7] ^= 1;
    d.src_dif_flags = 0x80; /* a fixed reference tag fits the first block only */
    CHECK(status_of(&d) == DSA_COMP_DIF_ERR && comp->dif_status == 4 && comp->bytes_completed == step);
    d.src_dif_flags = 0xc0;
    CHECK(status_of(&d) == DSA_COMP_SUCCESS);
    d.src_dif_flags = 0;
    d.chk_app_tag_seed = 0xabcc;
    CHECK(status_of(&d) == DSA_COMP_DIF_ERR && comp->dif_status == 2 && comp->bytes_completed == 0);
    d.chk_app_tag_mask = 1;
    CHECK(status_of(&d) == DSA_COMP_SUCCESS);
}

static void all_ones(unsigned code)
{
    uint32_t n = sizes[code];
    descriptor d = check(code);
    memset(protected + n, 0xff, STRIDE); /* the first block's field */
    CHECK(status_of(&d) == DSA_COMP_DIF_ERR && comp->dif_status == 7);
    for (uint8_t flag = 2; flag <= 8; flag *= 2) {
        d.src_dif_flags = flag; /* all of it, the application tag, both tags: not looked at */
        CHECK(status_of(&d) == DSA_COMP_SUCCESS);
    }
    d.src_dif_flags = 3;
    CHECK(status_of(&d) == DSA_COMP_DIF_ERR && comp->dif_status == 8);
    inserted(code);
}

static void stripped_and_updated(unsigned code)
{
    uint32_t n = sizes[code];
    descriptor d = check(code);
    d.opcode = DSA_OPCODE_DIF_STRP;
    d.dst_addr = (uintptr_t)other;
    memset(other, 0, BLOCKS * n);
    CHECK(status_of(&d) == DSA_COMP_SUCCESS && memcmp(other, plain, BLOCKS * n) == 0);
    d.opcode = DSA_OPCODE_DIF_UPDT;
    d.dest_ref_tag_seed = 77;
    d.dest_app_tag_seed = 0x1234;
    d.dest_app_tag_mask = 0x00ff;
    d.upd_dest_flags = 0x80; /* fixed reference tag */
    CHECK(status_of(&d) == DSA_COMP_SUCCESS && comp->dif_upd_dest_ref_tag == 77 && comp->dif_upd_src_ref_tag == 0x01020309);
    const uint8_t *field = other + 4 * (n + STRIDE) + n;
    CHECK(memcmp(field, protected + 4 * (n + STRIDE) + n, 2) == 0 && field[2] == 0x12 && field[3] == 0 && field[7] == 77);
    d.upd_dest_flags = 0x68; /* all three passed through */
    CHECK(status_of(&d) == DSA_COMP_SUCCESS && memcmp(other, protected, BLOCKS * (n + STRIDE)) == 0);
}

static void misused(void)
{
    descriptor d = insert(0);
    d.xfer_size -= 8;
    CHECK(status_of(&d) == DSA_COMP_XFER_ERANGE);
    d = check(0);
    d.xfer_size = BLOCKS * 512;
    CHECK(status_of(&d) == DSA_COMP_XFER_ERANGE);
    d = check(0);
    d.dif_chk_flags |= 0x10;
    CHECK(status_of(&d) == DSA_COMP_NOZERO_RESERVE);
    d = check(0);
    d.dif_chk_res2[4] = 1;
    CHECK(status_of(&d) == DSA_COMP_NOZERO_RESERVE);
    d = insert(0);
    d.dest_dif_flag = 1;
    CHECK(status_of(&d) == DSA_COMP_NOZERO_RESERVE);
    d = insert(0);
    d.dst_addr = d.src_addr + 512;
    CHECK(status_of(&d) == DSA_COMP_OVERLAP_BUFFERS);
    d = check(0);
    d.flags |= IDXD_OP_FLAG_CC; /* it writes nothing that a cache could be told of */
    CHECK(status_of(&d) == DSA_COMP_INVALID_FLAGS);
    d = insert(0);
    d.dst_addr = 64;
    CHECK((status_of(&d) & DSA_COMP_STATUS_MASK) == DSA_COMP_PAGE_FAULT_NOBOF && comp->bytes_completed == 0);
}

static void second_generation(int generation)
{
    descriptor d = insert(2);
    d.opcode = 0x17; /* DIX: the fields alone */
    d.dst_addr = (uintptr_t)other;
    unsigned status = status_of(&d);
    CHECK(status == (generation > 1 ? DSA_COMP_SUCCESS : DSA_COMP_BAD_OPCODE));
    inserted(2);
    for (int i = 0; status == DSA_COMP_SUCCESS && i < BLOCKS; i++) {
        CHECK(memcmp(other + i * STRIDE, protected + i * (4096 + STRIDE) + 4096, STRIDE) == 0);
    }
    uint8_t *fresh = memory(1 << 20);
    d = describe(0x0a, comp, fresh, NULL, 1 << 20);
    CHECK(status_of(&d) == (generation > 1 ? DSA_COMP_SUCCESS : DSA_COMP_BAD_OPCODE));
    d.flags |= IDXD_OP_FLAG_BOF;
    CHECK(status_of(&d) == (generation > 1 ? DSA_COMP_SUCCESS : DSA_COMP_BAD_OPCODE));
}

int main(int argc, char **argv)
{
    size_t room = BLOCKS * (4104 + STRIDE);
    portal = map_queue(open_queue(SHARED));
    comp = records(1);
    plain = filled(room, 1);
    protected = filled(room, 2);
    other = filled(room, 3);
    CHECK(guard((const uint8_t *)"123456789", 9) == 0xD0DB); /* the algorithm's published check value */
    for (unsigned code = 0; code < 4; code++) {
        inserted(code);
        checked(code);
        all_ones(code);
        stripped_and_updated(code);
    }
    misused();
    second_generation(argc > 1 ? atoi(argv[1]) : 1);
    puts("ok");
    return 0;
}
