/* Pinned memory: ordinary memory plus a register of what was given out, so that anything else is refused. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "emu.h"
#include "qae_mem.h"
#include "usdm.h"

#define IOVA_BASE 0x100000000ULL /* a bus address must not look like the pointer it stands for */

struct area {
    uintptr_t start, end;
};

static struct area *areas; /* ascending */
static size_t count, room;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Index of the first area that ends beyond the address. */
static size_t find(uintptr_t address)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (areas[middle].end <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool insert(uintptr_t start, size_t size)
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
    memmove(&areas[at + 1], &areas[at], (count - at) * sizeof *areas);
    areas[at] = (struct area){start, start + size};
    count++;
    return true;
}

EMU_API void *qaeMemAllocNUMA(size_t size, int node, size_t phys_alignment_byte)
{
    (void)node; /* the VFIO driver ignores it as well: first touch decides */
    size_t alignment = phys_alignment_byte < sizeof(void *) ? sizeof(void *) : phys_alignment_byte;
    void *memory = NULL;
    if (size == 0 || (alignment & (alignment - 1)) != 0) {
        return NULL;
    }
    emu_enter();
    if (posix_memalign(&memory, alignment, size) != 0) {
        memory = NULL;
    } else {
        memset(memory, 0, size);
        pthread_mutex_lock(&lock);
        if (!insert((uintptr_t)memory, size)) {
            free(memory);
            memory = NULL;
        }
        pthread_mutex_unlock(&lock);
    }
    emu_leave();
    return memory;
}

EMU_API void qaeMemFreeNUMA(void **ptr)
{
    if (ptr == NULL || *ptr == NULL) {
        return;
    }
    emu_enter();
    pthread_mutex_lock(&lock);
    size_t at = find((uintptr_t)*ptr);
    bool known = at < count && areas[at].start == (uintptr_t)*ptr;
    if (known) {
        memmove(&areas[at], &areas[at + 1], (count - at - 1) * sizeof *areas);
        count--;
    }
    pthread_mutex_unlock(&lock);
    if (known) {
        free(*ptr);
        *ptr = NULL;
    }
    emu_leave();
}

bool emu_is_pinned(const void *address)
{
    emu_enter();
    pthread_mutex_lock(&lock);
    size_t at = find((uintptr_t)address);
    bool inside = at < count && areas[at].start <= (uintptr_t)address;
    pthread_mutex_unlock(&lock);
    emu_leave();
    return inside;
}

EMU_API uint64_t qaeVirtToPhysNUMA(void *pVirtAddr)
{
    return emu_is_pinned(pVirtAddr) ? (uint64_t)(uintptr_t)pVirtAddr + IOVA_BASE : 0;
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
