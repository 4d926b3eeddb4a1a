/* Device-visible (pinned) memory. Names follow Intel's USDM library; the text is AccelAgent's own. */
#ifndef QAE_MEM_H_
#define QAE_MEM_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NUMA_ANY_NODE (-1)
#define QAE_DEPRECATED

/* Zeroed; at most 64 MiB; the alignment is a power of two from 1 to 4 MiB. NULL when refused. */
void *qaeMemAllocNUMA(size_t size, int node, size_t phys_alignment_byte);
void qaeMemFreeNUMA(void **ptr);
void qaeMemFreeNonZeroNUMA(void **ptr); /* the same, without wiping it first */
uint64_t qaeVirtToPhysNUMA(void *pVirtAddr);      /* 0: not device memory */
void *qaePhysToVirtNUMA(uint64_t physAddress);    /* NULL: not of qaeMemAllocNUMA */

/* The program's own memory, made visible to the device: whole 4 KiB pages, at most 2 GiB; 0 when refused. */
uint64_t qaeMemMapContiguousIova(void *virt, size_t size);
int qaeMemUnmapContiguousIova(void *virt, size_t size); /* 0: done */
int qaeRegisterDevice(int fd);
int qaeUnregisterDevice(int fd);

void *qaeMemAlloc(size_t memsize); /* ordinary memory */
void qaeMemFree(void **ptr);

void qaeAtFork(void);
QAE_DEPRECATED int32_t qaeMemInit(void); /* deprecated by the vendor: allocation initialises */
QAE_DEPRECATED void qaeMemDestroy(void); /* deprecated by the vendor */

#ifdef __cplusplus
}
#endif

#endif
