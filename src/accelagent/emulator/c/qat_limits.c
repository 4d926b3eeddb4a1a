/* QAT shim: rate limits and explicit mappings, which the in-tree library refuses everywhere. */
#include "cpa_rl.h"
#include "emu.h"
#include "icp_sal_iommu.h"

#pragma GCC diagnostic ignored "-Wunused-parameter" /* refusing looks at nothing */

EMU_API CpaStatus cpaGetDevRlPropertiesHandle(Cpa16U devIdx, const CpaAccelerationServiceType svcType,
                                              CpaRlPropertiesHandle *handle, CpaRlError *rlError)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaRlPropGetNumInterfaces(const CpaRlPropertiesHandle handle, Cpa32U *totalSlaInterfaces, Cpa32U
                                            *remSlaInterfaces, CpaRlError *rlError)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaGetDevRlPropSlaCir(const CpaRlPropertiesHandle handle, Cpa32U *totalCir, Cpa32U *remCir,
                                        CpaRlError *rlError)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaGetDevRlPropSlaPir(const CpaRlPropertiesHandle handle, Cpa32U *totalPir, Cpa32U
                                        *totalAssignedPir, CpaRlError *rlError)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaGetInstanceRlSlaPir(const CpaInstanceHandle handle, Cpa32U *pirSetting, CpaRlError *rlError)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaGetInstanceRlSlaCir(const CpaInstanceHandle handle, Cpa32U *cirSetting, CpaRlError *rlError)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaRlGetQpNumHandles(Cpa32U devIdx, CpaAccelerationServiceType svcType, Cpa8U *numHandles,
                                       CpaRlError *rlError)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaRlGetQpHandles(Cpa32U devIdx, CpaAccelerationServiceType svcType, CpaRlQpHandle *handles,
                                    CpaRlError *rlError)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaSetRlSla(CpaRlQpHandle handle, CpaUserSla *sla, CpaRlError *rlError)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaDeleteRlSla(CpaRlQpHandle handle, CpaRlError *rlStatus)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaGetRlSla(const CpaRlQpHandle handle, CpaUserSla *sla, CpaRlError *rlError)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaEnableRateLimiting(Cpa32U devIdx, CpaRlError *rlError)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaDisableRateLimiting(Cpa32U devIdx, CpaRlError *rlError)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API size_t icp_sal_iommu_get_remap_size(size_t size)
{
    return 0;
}

EMU_API CpaStatus icp_sal_iommu_map(Cpa64U phaddr, Cpa64U iova, size_t size)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_iommu_unmap(Cpa64U iova, size_t size)
{
    return CPA_STATUS_UNSUPPORTED;
}
