/* Explicit I/O mappings. Names follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef ICP_SAL_IOMMU_H
#define ICP_SAL_IOMMU_H

#include <stddef.h>

#include "cpa.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Nothing is mapped by hand where VFIO does it: 0, and refusals. */
size_t icp_sal_iommu_get_remap_size(size_t size);
CpaStatus icp_sal_iommu_map(Cpa64U phaddr, Cpa64U iova, size_t size);
CpaStatus icp_sal_iommu_unmap(Cpa64U iova, size_t size);

#ifdef __cplusplus
}
#endif

#endif
