/* Device-visible (pinned) memory. Names follow Intel's USDM library; the text is AccelAgent's own. */
#ifndef QAE_MEM_H_
#define QAE_MEM_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NUMA_ANY_NODE (-1)

void *qaeMemAllocNUMA(size_t size, int node, size_t phys_alignment_byte);
void qaeMemFreeNUMA(void **ptr);
uint64_t qaeVirtToPhysNUMA(void *pVirtAddr); /* 0: not device memory */
void qaeAtFork(void);
int32_t qaeMemInit(void);    /* deprecated by the vendor: allocation initialises */
void qaeMemDestroy(void);    /* deprecated by the vendor */

#ifdef __cplusplus
}
#endif

#endif
