/* dsa one OPCODE BYTES SHIFT COUNT MOST   one operation at a time, waited for; beyond MOST bytes in several descriptors
   dsa stream COUNT DEPTH BYTES SHIFT      DEPTH copies in flight, one thread
   dsa dedicated COUNT DEPTH BYTES SHIFT   the same on a dedicated queue
   dsa batch COUNT MEMBERS BYTES SHIFT DEPTH   batches of copies, DEPTH batches in flight
   dsa fault PAGES BYTES BLOCK             copies of BYTES to pages that are not there; BLOCK 1: the device has them brought in
   Prints nanoseconds: per operation, per copy, per member, per page. The destination is SHIFT bytes past a line of 64. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include <linux/idxd.h>

#include "accel_idxd.h"

#define CHECK(condition)                                                                                      \
    do {                                                                                                      \
        if (!(condition)) {                                                                                   \
            fprintf(stderr, "%s:%d: %s (errno %d)\n", __FILE__, __LINE__, #condition, errno);                 \
            exit(1);                                                                                          \
        }                                                                                                     \
    } while (0)

#define QUEUE "/dev/dsa/wq0.0"
#define PAGE 4096
#define POOL ((size_t)16 << 20) /* buffers repeat beyond this */

typedef struct dsa_hw_desc descriptor;
typedef struct dsa_completion_record record;

static void *portal;

static double now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static void *memory(size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(at != MAP_FAILED);
    return at;
}

static uint8_t *touched(size_t size, int value)
{
    return memset(memory(size), value, size);
}

static descriptor describe(unsigned opcode, record *comp, const void *src, void *dst, uint32_t size)
{
    descriptor d;
    memset(&d, 0, sizeof d);
    memset((void *)comp, 0, sizeof *comp);
    d.opcode = (uint8_t)opcode;
    d.flags = IDXD_OP_FLAG_CRAV | IDXD_OP_FLAG_RCR;
    d.completion_addr = (uintptr_t)comp;
    d.src_addr = (uintptr_t)src;
    d.dst_addr = (uintptr_t)dst;
    d.xfer_size = size;
    return d;
}

static int dedicated; /* the queue is: whoever submits counts its entries, and submitting does not wait for an answer */

static void submit(const descriptor *d)
{
    if (dedicated) {
        accel_movdir64b(portal, d);
        return;
    }
    while (accel_enqcmd(portal, d)) {
    }
}

static unsigned finish(record *comp)
{
    while (accel_poll(comp) == 0) {
    }
    return comp->status;
}

static size_t buffers(size_t wanted, size_t size)
{
    size_t most = POOL / size < 1 ? 1 : POOL / size;
    return wanted < most ? wanted : most;
}

static double one(unsigned opcode, size_t size, unsigned shift, unsigned count, size_t most)
{
    size_t pieces = (size + most - 1) / most;
    record *comp = memory(pieces * sizeof *comp);
    uint8_t *src = touched(size, 1), *dst = (uint8_t *)touched(size + 64, 1) + shift;
    double begin = now_ns();
    for (unsigned i = 0; i < count; i++) {
        for (size_t at = 0; at < size; at += most) {
            uint32_t part = (uint32_t)(size - at < most ? size - at : most);
            descriptor d = describe(opcode, &comp[at / most], src + at, dst + at, part);
            submit(&d);
        }
        for (size_t piece = 0; piece < pieces; piece++) {
            while (comp[piece].status == 0) { /* only looks at memory, so that no step of polling is in the figure */
            }
            CHECK(comp[piece].status == DSA_COMP_SUCCESS);
        }
    }
    return (now_ns() - begin) / count;
}

static double stream(unsigned count, unsigned depth, size_t size, unsigned shift)
{
    size_t step = size + (shift ? 64 : 0), distinct = buffers(depth, step);
    record *comp = memory(depth * sizeof *comp);
    uint8_t *src = touched(distinct * step, 1), *dst = (uint8_t *)touched(distinct * step + 64, 2) + shift;
    double begin = now_ns();
    for (unsigned i = 0; i < count + depth; i++) {
        if (i >= depth) {
            CHECK(finish(&comp[i % depth]) == DSA_COMP_SUCCESS);
        }
        if (i < count) {
            size_t at = i % distinct * step;
            descriptor d = describe(DSA_OPCODE_MEMMOVE, &comp[i % depth], src + at, dst + at, (uint32_t)size);
            submit(&d);
        }
    }
    return (now_ns() - begin) / count;
}

static double batch(unsigned count, unsigned members, size_t size, unsigned shift, unsigned depth)
{
    size_t step = size + (shift ? 64 : 0), distinct = buffers((size_t)depth * members, step);
    record *comp = memory((size_t)depth * (members + 1) * sizeof *comp);
    descriptor *list = memory((size_t)depth * members * sizeof *list);
    uint8_t *src = touched(distinct * step, 1), *dst = (uint8_t *)touched(distinct * step + 64, 2) + shift;
    double begin = now_ns();
    for (unsigned i = 0; i < count + depth; i++) {
        unsigned slot = i % depth;
        record *mine = comp + (size_t)slot * (members + 1);
        descriptor *first = list + (size_t)slot * members;
        if (i >= depth) {
            CHECK(finish(&mine[members]) == DSA_COMP_SUCCESS);
        }
        if (i < count) {
            for (unsigned k = 0; k < members; k++) {
                size_t at = ((size_t)slot * members + k) % distinct * step;
                first[k] = describe(DSA_OPCODE_MEMMOVE, &mine[k], src + at, dst + at, (uint32_t)size);
            }
            descriptor d = describe(DSA_OPCODE_BATCH, &mine[members], first, NULL, members);
            submit(&d);
        }
    }
    return (now_ns() - begin) / ((double)count * members);
}

static double fault(size_t pages, size_t size, int block)
{
    record *comp = memory(PAGE);
    uint8_t *src = touched(size, 1), *dst = memory(pages * PAGE);
    CHECK(madvise(dst, pages * PAGE, MADV_NOHUGEPAGE) == 0 || errno == EINVAL);
    double begin = now_ns();
    for (size_t done = 0; done < pages * PAGE;) {
        size_t in = done % size;
        descriptor d = describe(DSA_OPCODE_MEMMOVE, comp, src + in, dst + done, (uint32_t)(size - in));
        d.flags |= block ? IDXD_OP_FLAG_BOF : 0;
        submit(&d);
        unsigned status = finish(comp);
        done += status == DSA_COMP_SUCCESS ? size - in : comp->bytes_completed;
        if (status != DSA_COMP_SUCCESS) {
            CHECK((status & DSA_COMP_STATUS_MASK) == DSA_COMP_PAGE_FAULT_NOBOF);
            *(volatile uint8_t *)(uintptr_t)comp->fault_addr = 0;
        }
    }
    return (now_ns() - begin) / (double)pages;
}

int main(int argc, char **argv)
{
    unsigned long n[5] = {0};
    CHECK(argc > 1);
    for (int i = 2; i < argc && i < 7; i++) {
        n[i - 2] = strtoul(argv[i], NULL, 0);
    }
    int fd = open(QUEUE, O_RDWR);
    CHECK(fd >= 0);
    portal = mmap(NULL, PAGE, PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
    CHECK(portal != MAP_FAILED);
    double ns = 0;
    if (strcmp(argv[1], "one") == 0) {
        ns = one((unsigned)n[0], n[1], (unsigned)n[2], (unsigned)n[3], n[4]);
    } else if (strcmp(argv[1], "stream") == 0 || strcmp(argv[1], "dedicated") == 0) {
        dedicated = argv[1][0] == 'd';
        ns = stream((unsigned)n[0], (unsigned)n[1], n[2], (unsigned)n[3]);
    } else if (strcmp(argv[1], "batch") == 0) {
        ns = batch((unsigned)n[0], (unsigned)n[1], n[2], (unsigned)n[3], (unsigned)n[4]);
    } else if (strcmp(argv[1], "fault") == 0) {
        ns = fault(n[0], n[1], (int)n[2]);
    } else {
        return 2;
    }
    printf("%.3f\n", ns);
    return 0;
}
