/* Which pages a device that shares the program's address space finds. */
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "emu.h"

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#define MADV_POPULATE_WRITE 23
#endif

#define PAGE 4096
#define GROUP 64 /* pages asked about in one call */

/* Pages from `page` on, up to `count`, that are in memory. */
static unsigned resident(uint64_t page, unsigned count)
{
    unsigned char there[GROUP];
    unsigned n = 0;
    if (mincore((void *)(uintptr_t)page, (size_t)count * PAGE, there) != 0) {
        return count > 1 ? resident(page, count / 2) : 0; /* a hole somewhere in it */
    }
    while (n < count && (there[n] & 1) != 0) {
        n++;
    }
    return n;
}

/* Goes through the kernel, which answers where a plain access would raise a signal. Brings pages in. The number of
   pages, of which the first is entered at `address`, that can be read, or written. */
static unsigned touch(uint64_t address, unsigned count, bool write)
{
    void *first = (void *)(uintptr_t)(address & ~(uint64_t)(PAGE - 1));
    if (madvise(first, (size_t)count * PAGE, write ? MADV_POPULATE_WRITE : MADV_POPULATE_READ) == 0) {
        return count; /* all of them, as a rule; else, and before Linux 5.14, page by page */
    }
    uint8_t bytes[GROUP];
    struct iovec here = {bytes, count}, there[GROUP];
    for (unsigned i = 0; i < count; i++) {
        uint64_t at = i == 0 ? address : (address & ~(uint64_t)(PAGE - 1)) + (uint64_t)i * PAGE;
        there[i] = (struct iovec){(void *)(uintptr_t)at, 1};
    }
    ssize_t done = process_vm_readv(getpid(), &here, 1, there, count, 0);
    if (done > 0 && write) {
        here.iov_len = (size_t)done;
        done = process_vm_writev(getpid(), &here, 1, there, (unsigned long)done, 0);
    }
    return done > 0 ? (unsigned)done : 0;
}

/* Bytes from `address` on that can be accessed: up to the first page that is not there, or, when serving, that nobody
   can bring in; `served` counts those brought in. */
size_t emu_accessible(uint64_t address, size_t length, bool write, bool serve, unsigned *served)
{
    uint64_t end = address + length, at = address;
    if (end < address) {
        return 0; /* the end of the address space is nobody's */
    }
    while (at < end) {
        uint64_t page = at & ~(uint64_t)(PAGE - 1), left = (end - page + PAGE - 1) / PAGE;
        unsigned there = resident(page, left < GROUP ? (unsigned)left : GROUP);
        unsigned wanted = there > 0 ? there : serve;
        unsigned got = wanted > 0 ? touch(at, wanted, write) : 0;
        *served += there == 0 ? got : 0;
        at = got > 0 ? page + (uint64_t)got * PAGE : at;
        if (got < wanted || got == 0) {
            return (size_t)(at - address);
        }
    }
    return length;
}

bool emu_store(uint64_t address, const void *data, size_t length)
{
    struct iovec here = {(void *)(uintptr_t)data, length}, there = {(void *)(uintptr_t)address, length};
    return process_vm_writev(getpid(), &here, 1, &there, 1, 0) == (ssize_t)length;
}

bool emu_mapped(uint64_t address, size_t length)
{
    unsigned char there[1024];
    uint64_t page = address & ~(uint64_t)(PAGE - 1), end = address + length;
    for (; page < end; page += PAGE * sizeof there) {
        uint64_t left = end - page, most = PAGE * sizeof there;
        if (mincore((void *)(uintptr_t)page, left < most ? left : most, there) != 0) {
            return false;
        }
    }
    return true;
}
