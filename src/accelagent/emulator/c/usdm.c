/* Pinned memory: ordinary memory plus a register of what was given out, so that anything else is refused. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "emu.h"
#include "qae_mem.h"
#include "usdm.h"

#define IOVA_BASE 0x100000000ULL /* a bus address must not look like the pointer it stands for */
#define MAX_ALLOCATION ((size_t)64 << 20)
#define MAX_ALIGNMENT ((size_t)4 << 20)
#define MAX_MAPPING ((size_t)2 << 30)
#define PAGE ((size_t)4096)
/* The real library cuts memory from slabs that the device sees whole, so that a buffer described as longer than it is
   does no harm while the data stays short. Some room behind each larger piece stands in for the rest of its slab. */
#define ROOM_BEHIND ((size_t)256 << 10)
#define LEAST_WITH_ROOM 1024

struct area {
    uintptr_t start, end;
    size_t behind; /* reachable as well */
    bool mapped;   /* the program's own memory */
};

static struct area *areas; /* ascending */
static size_t count, room;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Index of the first area that ends, with the room behind it, beyond the address. */
static size_t find(uintptr_t address)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (areas[middle].end + areas[middle].behind <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void delete(size_t at)
{
    memmove(&areas[at], &areas[at + 1], (count - at - 1) * sizeof *areas);
    count--;
}

static bool insert(uintptr_t start, size_t size, size_t behind, bool mapped)
{
    if (count == room) {
        size_t more = room > 0 ? 2 * room : 64;
        struct area *grown = realloc(areas, more * sizeof *areas);
        if (grown == NULL) {
            return false;
        }
        areas = grown;
        room = more;
    }
    size_t at = find(start);
    for (; at < count && areas[at].start < start + size + behind; at = find(start)) {
        if (mapped || !areas[at].mapped) {
            return false; /* overlaps what is there */
        }
        delete(at); /* memory that the program gave up without unmapping it first */
    }
    memmove(&areas[at + 1], &areas[at], (count - at) * sizeof *areas);
    areas[at] = (struct area){start, start + size, behind, mapped};
    count++;
    return true;
}

/* Zeroed memory with `*behind` bytes of room after it: its own pages, or from the heap when there is no room. */
static void *allocate(size_t size, size_t alignment, size_t *behind)
{
    size_t least = alignment > PAGE ? alignment - PAGE : 0;
    void *memory = MAP_FAILED;
    if (size >= LEAST_WITH_ROOM) {
        memory = mmap(NULL, least + size + *behind, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    }
    if (memory == MAP_FAILED) {
        *behind = 0;
        memory = NULL;
        return posix_memalign(&memory, alignment < sizeof(void *) ? sizeof(void *) : alignment, size) == 0
                   ? memset(memory, 0, size)
                   : NULL;
    }
    uintptr_t first = (uintptr_t)memory, at = (first + alignment - 1) & ~(uintptr_t)(alignment - 1);
    if (at > first) {
        munmap(memory, at - first);
    }
    if (first + least > at) {
        munmap((void *)(((at + size + PAGE - 1) & ~(PAGE - 1)) + *behind), first + least - at);
    }
    return memset((void *)at, 0, size); /* pinned means present */
}

static void release(struct area area)
{
    if (area.behind > 0) {
        munmap((void *)area.start, area.end - area.start + area.behind);
    } else {
        free((void *)area.start);
    }
}

static _Atomic uint64_t allocations; /* asked for */

EMU_API void *qaeMemAllocNUMA(size_t size, int node, size_t phys_alignment_byte)
{
    (void)node; /* the VFIO driver ignores it as well: first touch decides */
    size_t alignment = phys_alignment_byte, behind = ROOM_BEHIND;
    if (size == 0 || size > MAX_ALLOCATION || alignment == 0 || (alignment & (alignment - 1)) != 0 ||
        alignment > MAX_ALIGNMENT || emu_fault_hits("qat", EMU_FAULT_MEMORY, allocations++, NULL)) {
        return NULL;
    }
    emu_enter();
    void *memory = allocate(size, alignment, &behind);
    pthread_mutex_lock(&lock);
    bool known = memory != NULL && insert((uintptr_t)memory, size, behind, false);
    pthread_mutex_unlock(&lock);
    if (memory != NULL && !known) {
        release((struct area){(uintptr_t)memory, (uintptr_t)memory + size, behind, false});
        memory = NULL;
    }
    emu_leave();
    return memory;
}

EMU_API void qaeMemFreeNUMA(void **ptr)
{
    struct area area = {0};
    if (ptr == NULL || *ptr == NULL) {
        return;
    }
    emu_enter();
    pthread_mutex_lock(&lock);
    size_t at = find((uintptr_t)*ptr);
    bool known = at < count && areas[at].start == (uintptr_t)*ptr && !areas[at].mapped;
    if (known) {
        area = areas[at];
        delete(at);
    }
    pthread_mutex_unlock(&lock);
    if (known) {
        release(area);
        *ptr = NULL;
    }
    emu_leave();
}

EMU_API void qaeMemFreeNonZeroNUMA(void **ptr)
{
    qaeMemFreeNUMA(ptr);
}

/* The area around the address, for as long as it takes to copy it. */
static bool lookup(uintptr_t address, struct area *found)
{
    emu_enter();
    pthread_mutex_lock(&lock);
    size_t at = find(address);
    bool inside = at < count && areas[at].start <= address;
    if (inside) {
        *found = areas[at];
    }
    pthread_mutex_unlock(&lock);
    emu_leave();
    return inside;
}

bool emu_is_pinned(const void *address)
{
    struct area area;
    return lookup((uintptr_t)address, &area);
}

size_t emu_pinned_length(const void *address)
{
    struct area area;
    bool inside = lookup((uintptr_t)address, &area) && (uintptr_t)address < area.end;
    return inside ? area.end - (uintptr_t)address : 0;
}

void *emu_host_address(uint64_t bus, size_t length)
{
    struct area area;
    uintptr_t address = (uintptr_t)(bus - IOVA_BASE);
    bool inside = bus >= IOVA_BASE && lookup(address, &area) && length <= area.end + area.behind - address;
    return inside ? (void *)address : NULL;
}

EMU_API void *qaePhysToVirtNUMA(uint64_t physAddress)
{
    struct area area;
    uintptr_t address = (uintptr_t)(physAddress - IOVA_BASE);
    bool known = physAddress >= IOVA_BASE && lookup(address, &area) && !area.mapped;
    return known ? (void *)address : NULL;
}

EMU_API uint64_t qaeVirtToPhysNUMA(void *pVirtAddr)
{
    return emu_is_pinned(pVirtAddr) ? (uint64_t)(uintptr_t)pVirtAddr + IOVA_BASE : 0;
}

/* --- the program's own memory --- */

static bool can_map(const void *virt, size_t size)
{
    return virt != NULL && (uintptr_t)virt % PAGE == 0 && size > 0 && size % PAGE == 0 && size <= MAX_MAPPING &&
           (uintptr_t)virt < UINTPTR_MAX - size;
}

EMU_API uint64_t qaeMemMapContiguousIova(void *virt, size_t size)
{
    if (!can_map(virt, size)) {
        return 0;
    }
    emu_enter();
    pthread_mutex_lock(&lock);
    bool mapped = insert((uintptr_t)virt, size, 0, true);
    pthread_mutex_unlock(&lock);
    emu_leave();
    return mapped ? (uint64_t)(uintptr_t)virt + IOVA_BASE : 0;
}

EMU_API int qaeMemUnmapContiguousIova(void *virt, size_t size)
{
    if (!can_map(virt, size)) {
        return 1;
    }
    emu_enter();
    pthread_mutex_lock(&lock);
    size_t at = find((uintptr_t)virt);
    bool known = at < count && areas[at].mapped && areas[at].start == (uintptr_t)virt &&
                 areas[at].end == (uintptr_t)virt + size;
    if (known) {
        delete(at);
    }
    pthread_mutex_unlock(&lock);
    emu_leave();
    return known ? 0 : 1;
}

EMU_API int qaeRegisterDevice(int fd)
{
    return fd >= 0 ? 0 : 1; /* memory is visible to the emulated device without it */
}

EMU_API int qaeUnregisterDevice(int fd)
{
    return fd >= 0 ? 0 : 1;
}

EMU_API void *qaeMemAlloc(size_t memsize)
{
    return calloc(memsize, 1);
}

EMU_API void qaeMemFree(void **ptr)
{
    if (ptr != NULL) {
        free(*ptr);
        *ptr = NULL;
    }
}

/* Memory that was pinned for the parent is not mapped for the child's device. */
EMU_API void qaeAtFork(void)
{
    count = 0;
    pthread_mutex_init(&lock, NULL);
}

__attribute__((constructor)) static void watch_forks(void)
{
    pthread_atfork(NULL, NULL, qaeAtFork);
}

EMU_API int32_t qaeMemInit(void)
{
    return 0;
}

EMU_API void qaeMemDestroy(void)
{
}
