/* A raw client of IAA: descriptors through the portal or write(), configuration in an AECS, checked by zlib and by hand. */
#include <zlib.h>

#include "queue.h"

#define N 20000
#define AECS 1568
#define STATE 5376

typedef struct iax_hw_desc task;
typedef struct iax_completion_record result;

static int fd;
static void *portal; /* NULL: through write() */
static result *comp;
static uint8_t *text, *packed, *back;
static uint8_t *config; /* two halves */

static unsigned go(task *t)
{
    memset((void *)comp, 0, sizeof *comp);
    t->completion_addr = (uintptr_t)comp;
    if (portal != NULL) {
        submit(portal, (const descriptor *)(const void *)t);
    } else {
        CHECK(write(fd, t, sizeof *t) == sizeof *t);
    }
    return finish((record *)(void *)comp);
}

static task operation(unsigned opcode, const void *from, uint32_t size, void *to, uint32_t room)
{
    task t;
    memset(&t, 0, sizeof t);
    t.opcode = opcode;
    t.flags = RECORDED;
    t.src1_addr = (uintptr_t)from;
    t.src1_size = size;
    t.dst_addr = (uintptr_t)to;
    t.max_dst_size = room;
    return t;
}

static void put32(uint8_t *at, uint32_t value)
{
    memcpy(at, &value, sizeof value);
}

/* Deflate's fixed codes as an AECS holds them, and the header of a last block of them. */
static void fixed_codes(uint8_t *aecs)
{
    memset(aecs, 0, AECS);
    put32(aecs + 0x1c, 3);
    aecs[0x20] = 3;
    for (uint32_t i = 0; i < 286; i++) {
        uint32_t code = i < 144 ? 8u << 15 | (0x30 + i) : i < 256 ? 9u << 15 | (0x190 + i - 144)
                        : i < 280 ? 7u << 15 | (i - 256) : 8u << 15 | (0xc0 + i - 280);
        put32(aecs + 0x120 + 4 * i, code);
    }
    for (uint32_t i = 0; i < 30; i++) {
        put32(aecs + 0x5a0 + 4 * i, 5u << 15 | i);
    }
}

static uint32_t compressed(void)
{
    fixed_codes(config);
    task t = operation(IAX_OPCODE_COMPRESS, text, N, packed, 2 * N);
    t.flags |= IDXD_OP_FLAG_RD_SRC2_AECS;
    t.src2_addr = (uintptr_t)config;
    t.src2_size = AECS;
    t.compr_flags = 2 | 1 << 2; /* flush, append the end of the block */
    CHECK(go(&t) == IAX_COMP_SUCCESS && comp->output_size > 0 && comp->output_size < N && comp->bytes_completed == N);
    CHECK(comp->crc == crc32(0, text, N));
    return comp->output_size;
}

static void by_zlib(uint32_t size)
{
    z_stream s = {.next_in = packed, .avail_in = size, .next_out = back, .avail_out = N};
    CHECK(inflateInit2(&s, -12) == Z_OK && inflate(&s, Z_FINISH) == Z_STREAM_END && s.total_out == N);
    CHECK(memcmp(back, text, N) == 0 && s.avail_in == 0 && inflateEnd(&s) == Z_OK);
}

static void decompresses(uint32_t size)
{
    const unsigned whole = 1 | 2 | 4 | 8; /* enable, flush, stop at and check for the end of a block */
    memset(back, 0, N);
    task t = operation(IAX_OPCODE_DECOMPRESS, packed, size, back, N);
    t.decompr_flags = whole;
    CHECK(go(&t) == IAX_COMP_SUCCESS && comp->output_size == N && memcmp(back, text, N) == 0 && comp->crc == crc32(0, text, N));
    t.max_dst_size = N - 1;
    CHECK(go(&t) == IAX_COMP_OUTBUF_OVERFLOW);
    t.max_dst_size = N;
    t.src1_size = size / 2;
    CHECK(go(&t) == IAX_COMP_ANALYTICS_ERROR && comp->error_code == 15);

    /* in two parts, the state between them in the AECS, whose halves change places */
    memset(back, 0, N);
    t.decompr_flags = 1 | 2;
    t.flags |= 1 << 18; /* write it */
    t.src2_addr = (uintptr_t)config;
    t.src2_size = STATE;
    CHECK(go(&t) == IAX_COMP_SUCCESS);
    uint32_t first = comp->output_size;
    t = operation(IAX_OPCODE_DECOMPRESS, packed + size / 2, size - size / 2, back + first, N - first);
    t.decompr_flags = whole;
    t.flags |= IDXD_OP_FLAG_RD_SRC2_AECS | 0x400000;
    t.src2_addr = (uintptr_t)config;
    t.src2_size = STATE;
    CHECK(go(&t) == IAX_COMP_SUCCESS && first + comp->output_size == N && memcmp(back, text, N) == 0);
    CHECK(comp->crc == crc32(0, text, N));
}

static void counts(void)
{
    uint32_t expected[256] = {0}, *found = (uint32_t *)(void *)back;
    task t = operation(IAX_OPCODE_COMPRESS, text, N, back, 1280);
    t.compr_flags = 1 | 16; /* statistics of literals */
    CHECK(go(&t) == IAX_COMP_SUCCESS && comp->output_size == 1280);
    for (unsigned i = 0; i < N; i++) {
        expected[text[i]]++;
    }
    CHECK(memcmp(found, expected, sizeof expected) == 0 && found[256] == 1);
}

static void filters(void)
{
    static const uint8_t column[8] = {1, 9, 3, 200, 9, 0, 77, 9};
    uint8_t set[32] = {0};
    memset(config, 0, 32);
    put32(config + 8, 3);
    put32(config + 12, 9);
    task t = operation(IAX_OPCODE_SCAN, column, 8, back, 8);
    t.flags |= IDXD_OP_FLAG_RD_SRC2_AECS;
    t.src2_addr = (uintptr_t)config;
    t.src2_size = 32;
    t.num_inputs = 8;
    t.filter_flags = 7 << 2;
    CHECK(go(&t) == IAX_COMP_SUCCESS && comp->output_size == 1 && back[0] == 0x96);
    CHECK(comp->min == 1 && comp->max == 7 && comp->sum == 4);
    t.filter_flags |= 1 << 16; /* inverted */
    CHECK(go(&t) == IAX_COMP_SUCCESS && back[0] == 0x69);

    set[9 / 8] |= 1 << 9 % 8;
    t.opcode = IAX_OPCODE_SET_MEMBER;
    t.flags = RECORDED | IDXD_OP_FLAG_RD_SRC2_2ND;
    t.src2_addr = (uintptr_t)set;
    t.filter_flags = 7 << 2;
    CHECK(go(&t) == IAX_COMP_SUCCESS && back[0] == 0x92);
    t.opcode = IAX_OPCODE_FIND_UNIQUE;
    t.flags = RECORDED;
    t.max_dst_size = 32;
    CHECK(go(&t) == IAX_COMP_SUCCESS && comp->output_size == 32 && comp->sum == 6 && back[0] == 0x0b && back[25] == 1);
    uint8_t bits = 0x05;
    t = operation(IAX_OPCODE_RLE_BURST, column, 3, back, 8);
    t.flags |= IDXD_OP_FLAG_RD_SRC2_2ND;
    t.src2_addr = (uintptr_t)&bits;
    t.src2_size = 1;
    t.num_inputs = 3;
    t.filter_flags = 7 << 2;
    CHECK(go(&t) == IAX_COMP_SUCCESS && comp->output_size == 2 && back[0] == 0x01 && back[1] == 0x1c && comp->output_bits == 5);
    t.num_inputs = 0;
    CHECK(go(&t) == IAX_COMP_INVALID_NUM_ELEMS);
}

static void sums_and_zeros(void)
{
    static const char digits[] = "123456789";
    task t = operation(IAX_OPCODE_CRC64, digits, 9, NULL, 0);
    t.filter_flags = 0xa9ea3693;
    t.num_inputs = 0x42f0e1eb; /* ECMA-182 */
    uint64_t crc;
    CHECK(go(&t) == IAX_COMP_SUCCESS);
    memcpy(&crc, &comp->max, sizeof crc);
    CHECK(crc == 0x6c40df5f0b497347);
    memset(back, 0, 1000);
    back[300] = 7;
    t = operation(IAX_OPCODE_ZERO_COMP_32, back, 1000, packed, N);
    CHECK(go(&t) == IAX_COMP_SUCCESS && comp->output_size == 8 * 4 + 4);
    t = operation(IAX_OPCODE_ZERO_DECOMP_32, packed, comp->output_size, back, N);
    memset(back, 1, 1000);
    CHECK(go(&t) == IAX_COMP_SUCCESS && comp->output_size >= 1000 - 104 && back[300] == 7 && back[0] == 0 && back[301] == 0);
}

static void refusals(void)
{
    task t = operation(0x7f, text, N, back, N);
    CHECK(go(&t) == IAX_COMP_BAD_OPCODE);
    t = operation(IAX_OPCODE_COMPRESS, text, N, text + 10, N);
    CHECK(go(&t) == IAX_COMP_OVERLAP_BUFFERS);
    t = operation(IAX_OPCODE_COMPRESS, text, N, back, N);
    t.flags |= IDXD_OP_FLAG_RD_SRC2_AECS;
    t.src2_addr = (uintptr_t)config + 16;
    t.src2_size = AECS;
    CHECK(go(&t) == IAX_COMP_ADDR_ALIGN);
    t = operation(IAX_OPCODE_COMPRESS, text, N, back, N);
    t.compr_flags = 0x8000;
    CHECK(go(&t) == IAX_COMP_INVALID_COMP_FLAG);
    t = operation(IAX_OPCODE_DECOMPRESS, text, N, back, N);
    t.flags |= 1;
    CHECK(go(&t) == IAX_COMP_INVALID_FLAGS && comp->invalid_flags == 1);
    /* part of the destination is not to be written to, and the output grows into what is not there */
    uint8_t *page = memory(8192);
    page[0] = 1;
    CHECK(mprotect(page + 4096, 4096, PROT_NONE) == 0);
    fixed_codes(config);
    memset(text, 0xff, 4096);
    t = operation(IAX_OPCODE_COMPRESS, text, 4090, page, 8192);
    t.flags |= IDXD_OP_FLAG_RD_SRC2_AECS;
    t.src2_addr = (uintptr_t)config;
    t.src2_size = AECS;
    t.compr_flags = 2 | 1 << 2 | 16; /* literals of nine bits each */
    CHECK(go(&t) == IAX_COMP_ANALYTICS_ERROR && comp->error_code == 25);
    t = operation(IAX_OPCODE_CRC64, NULL, 64, NULL, 0);
    t.src1_addr = 0x1000;
    CHECK((go(&t) & 0x3f) == DSA_COMP_PAGE_FAULT_NOBOF && comp->fault_addr == 0x1000);
}

int main(int argc, char **argv)
{
    fd = open_queue(argc > 1 ? argv[1] : "/dev/iax/wq1.0");
    portal = mmap(NULL, 0x1000, PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
    portal = portal == MAP_FAILED ? NULL : portal;
    CHECK((portal == NULL) == (argc > 2));
    comp = memory(4096);
    text = memory(N);
    packed = memory(2 * N);
    back = memory(N);
    config = memory(2 * STATE);
    memset(packed, 0, 2 * N);
    memset(back, 0, N);
    memset(config, 0, 2 * STATE);
    for (unsigned i = 0; i < N; i++) {
        text[i] = (uint8_t)"the device reads descriptors "[i * i / 700 % 29];
    }
    uint32_t size = compressed();
    by_zlib(size);
    decompresses(size);
    counts();
    filters();
    sums_and_zeros();
    refusals();
    if (portal == NULL) {
        task t = operation(IAX_OPCODE_NOOP, NULL, 0, NULL, 0);
        t.completion_addr = (uintptr_t)comp + 32;
        CHECK(write(fd, &t, sizeof t) == -1 && errno == EINVAL);
    }
    puts("ok");
    return 0;
}
