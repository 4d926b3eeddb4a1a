/* overhead_idxd NODE OPCODE sync REQUESTS CHUNKS       one descriptor at a time, waited for with UMWAIT
   overhead_idxd NODE OPCODE pipelined REQUESTS CHUNKS  32 descriptors in flight, polled for
   Prints real nanoseconds per descriptor, one figure per chunk. Copies are of 64 bytes. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <linux/idxd.h>

#include "accel_idxd.h"

#define CHECK(condition)                                                                                      \
    do {                                                                                                      \
        if (!(condition)) {                                                                                   \
            fprintf(stderr, "%s:%d: %s (errno %d)\n", __FILE__, __LINE__, #condition, errno);                 \
            exit(1);                                                                                          \
        }                                                                                                     \
    } while (0)

enum { SIZE = 64, DEPTH = 32, PAGE = 4096, LONG = 1 << 30 };

struct slot {
    struct iax_completion_record record __attribute__((aligned(64))); /* DSA's is smaller and begins alike */
    unsigned char from[SIZE], to[SIZE];
};

static void *portal;
static unsigned char opcode;
static struct slot slots[DEPTH];

/* Not the program's clock, which is the virtual one. */
static double real_ns(void)
{
    struct timespec ts;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static void submit(struct slot *slot)
{
    struct dsa_hw_desc d;
    memset(&d, 0, sizeof d);
    memset((void *)&slot->record, 0, sizeof slot->record);
    d.opcode = opcode;
    d.flags = IDXD_OP_FLAG_CRAV | IDXD_OP_FLAG_RCR;
    d.completion_addr = (uintptr_t)&slot->record;
    if (opcode == DSA_OPCODE_MEMMOVE) {
        d.src_addr = (uintptr_t)slot->from;
        d.dst_addr = (uintptr_t)slot->to;
        d.xfer_size = SIZE;
    }
    while (accel_enqcmd(portal, &d)) {
    }
}

static void one_by_one(unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        submit(&slots[0]);
        while (accel_umwait(&slots[0].record, 0, accel_tsc() + LONG) == 0) {
        }
        CHECK(slots[0].record.status == DSA_COMP_SUCCESS);
    }
}

static void finish(struct slot *slot)
{
    while (accel_poll(&slot->record) == 0) {
    }
    CHECK(slot->record.status == DSA_COMP_SUCCESS);
}

static void in_a_pipeline(unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (i >= DEPTH) {
            finish(&slots[i % DEPTH]);
        }
        submit(&slots[i % DEPTH]);
    }
    for (unsigned i = 0; i < DEPTH && i < count; i++) {
        finish(&slots[(count + i) % DEPTH]);
    }
}

int main(int argc, char **argv)
{
    CHECK(argc == 6);
    int fd = open(argv[1], O_RDWR);
    CHECK(fd >= 0);
    portal = mmap(NULL, PAGE, PROT_WRITE, MAP_SHARED, fd, 0);
    CHECK(portal != MAP_FAILED);
    opcode = (unsigned char)atoi(argv[2]);
    void (*run)(unsigned) = strcmp(argv[3], "sync") == 0 ? one_by_one : in_a_pipeline;
    unsigned count = (unsigned)atoi(argv[4]);
    run(count); /* the first touch of everything */
    for (int i = 0; i < atoi(argv[5]); i++) {
        double begin = real_ns();
        run(count);
        printf("%.1f\n", (real_ns() - begin) / count);
    }
    return 0;
}
