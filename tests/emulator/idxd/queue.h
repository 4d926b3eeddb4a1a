/* What every DSA test client needs: a queue, aligned records, descriptors. Only <linux/idxd.h> and accel_idxd.h. */
#ifndef QUEUE_H
#define QUEUE_H

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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

#define SHARED "/dev/dsa/wq0.0"
#define DEDICATED "/dev/dsa/wq0.1"
#define RECORDED (IDXD_OP_FLAG_CRAV | IDXD_OP_FLAG_RCR)

typedef struct dsa_hw_desc descriptor;
typedef struct dsa_completion_record record;

static inline int open_queue(const char *path)
{
    int fd = open(path, O_RDWR);
    CHECK(fd >= 0);
    return fd;
}

static inline void *map_queue(int fd)
{
    void *portal = mmap(NULL, 0x1000, PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
    CHECK(portal != MAP_FAILED);
    return portal;
}

static inline void *memory(size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(at != MAP_FAILED);
    return at;
}

static inline uint8_t *filled(size_t size, unsigned seed)
{
    uint8_t *at = memory(size);
    for (size_t i = 0; i < size; i++) {
        at[i] = (uint8_t)((seed = seed * 1103515245u + 12345u) >> 16);
    }
    return at;
}

static inline record *records(size_t count)
{
    record *at = memory(count * sizeof *at);
    memset((void *)at, 0, count * sizeof *at);
    return at;
}

static inline descriptor describe(unsigned opcode, record *comp, const void *src, void *dst, uint32_t size)
{
    descriptor desc;
    memset(&desc, 0, sizeof desc);
    memset((void *)comp, 0, sizeof *comp);
    desc.opcode = opcode;
    desc.flags = RECORDED;
    desc.completion_addr = (uintptr_t)comp;
    desc.src_addr = (uintptr_t)src;
    desc.dst_addr = (uintptr_t)dst;
    desc.xfer_size = size;
    return desc;
}

static inline void submit(void *portal, const descriptor *desc)
{
    while (accel_enqcmd(portal, desc)) {
    }
}

static inline unsigned finish(record *comp)
{
    while (accel_poll(comp) == 0) {
    }
    return comp->status;
}

static inline unsigned run(void *portal, const descriptor *desc)
{
    submit(portal, desc);
    return finish((record *)(uintptr_t)desc->completion_addr);
}

static inline unsigned long long now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (unsigned long long)ts.tv_sec * 1000000000ULL + (unsigned long long)ts.tv_nsec;
}

#endif
