/* QAT shim: chains of compression and cryptography are not emulated. Programs that mention them link and are refused. */
#include "cpa_dc_chain.h"
#include "emu.h"
#include "icp_sal_congestion_mgmt.h"
#include "icp_sal_user.h"

#pragma GCC diagnostic ignored "-Wunused-parameter" /* refusing looks at nothing */

EMU_API CpaStatus cpaDcChainGetSessionSize(CpaInstanceHandle dcInstance, CpaDcChainOperations operation, Cpa8U
                                           numSessions, CpaDcChainSessionSetupData *pSessionData, Cpa32U
                                           *pSessionSize)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaDcChainInitSession(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                        CpaDcChainOperations operation, Cpa8U numSessions, CpaDcChainSessionSetupData
                                        *pSessionData, CpaDcCallbackFn callbackFn)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaDcChainSetCrcControlData(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                              CpaCrcControlData *pCrcControlData)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaDcChainResetSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaDcChainRemoveSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaDcChainPerformOp(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle, CpaBufferList
                                      *pSrcBuff, CpaBufferList *pDestBuff, CpaDcChainOperations operation, Cpa8U
                                      numOpDatas, CpaDcChainOpData *pChainOpData, CpaDcChainRqResults *pResults, void
                                      *callbackTag)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaDcChainPerformOp2(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle, CpaBufferList
                                       *pSrcBuff, CpaBufferList *pDestBuff, CpaBufferList *pInterBuff,
                                       CpaDcChainOpData2 opData, CpaDcChainRqVResults *pResults, void *callbackTag)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_SymGetInflightRequests(CpaInstanceHandle instanceHandle, Cpa32U *maxInflightRequests, Cpa32U
                                                 *numInflightRequests)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_AsymGetInflightRequests(CpaInstanceHandle instanceHandle, Cpa32U *maxInflightRequests,
                                                  Cpa32U *numInflightRequests)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_dp_SymGetInflightRequests(CpaInstanceHandle instanceHandle, Cpa32U *maxInflightRequests,
                                                    Cpa32U *numInflightRequests)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userCyGetAvailableNumDynInstances(Cpa32U *pNumCyInstances)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userCyInstancesAlloc(Cpa32U numCyInstances, CpaInstanceHandle *pCyInstances)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userCyFreeInstances(Cpa32U numCyInstances, CpaInstanceHandle *pCyInstances)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userCyGetAvailableNumDynInstancesByDevPkg(Cpa32U *pNumCyInstances, Cpa32U devPkgID)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userCyGetAvailableNumDynInstancesByPkgAccel(Cpa32U *pNumCyInstances, Cpa32U devPkgID,
                                                                      Cpa32U accelerator_number)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userCyInstancesAllocByDevPkg(Cpa32U numCyInstances, CpaInstanceHandle *pCyInstances,
                                                       Cpa32U devPkgID)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userCyInstancesAllocByPkgAccel(Cpa32U numCyInstances, CpaInstanceHandle *pCyInstances,
                                                         Cpa32U devPkgID, Cpa32U accelerator_number)
{
    return CPA_STATUS_UNSUPPORTED;
}
