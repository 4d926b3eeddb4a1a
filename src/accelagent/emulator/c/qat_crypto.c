/* QAT shim: cryptography, and chains with it, are not emulated. Programs that mention them link and find none. */
#include "cpa_cy_im.h"
#include "cpa_cy_sym.h"
#include "cpa_dc_chain.h"
#include "emu.h"
#include "icp_sal_congestion_mgmt.h"
#include "icp_sal_poll.h"
#include "icp_sal_user.h"

#pragma GCC diagnostic ignored "-Wunused-parameter" /* refusing looks at nothing */

EMU_API CpaStatus cpaCyGetNumInstances(Cpa16U *pNumInstances)
{
    return cpaGetNumInstances(CPA_ACC_SVC_TYPE_CRYPTO, pNumInstances);
}

EMU_API CpaStatus cpaCyGetInstances(Cpa16U numInstances, CpaInstanceHandle *cyInstances)
{
    return cpaGetInstances(CPA_ACC_SVC_TYPE_CRYPTO, numInstances, cyInstances);
}

EMU_API CpaStatus cpaCyGetStatusText(const CpaInstanceHandle instanceHandle, CpaStatus errStatus, Cpa8S *pStatusText)
{
    return cpaDcGetStatusText(instanceHandle, errStatus, pStatusText);
}

EMU_API CpaStatus cpaCyInstanceGetInfo(const CpaInstanceHandle instanceHandle, CpaInstanceInfo *pInstanceInfo)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyInstanceGetInfo2(const CpaInstanceHandle instanceHandle, CpaInstanceInfo2 *pInstanceInfo2)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyInstanceSetNotificationCb(const CpaInstanceHandle instanceHandle, const
                                                 CpaCyInstanceNotificationCbFunc pInstanceNotificationCb, void
                                                 *pCallbackTag)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyBufferListGetMetaSize(const CpaInstanceHandle instanceHandle, Cpa32U numBuffers, Cpa32U
                                             *pSizeInBytes)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyStartInstance(CpaInstanceHandle instanceHandle)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyStopInstance(CpaInstanceHandle instanceHandle)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCyQueryCapabilities(const CpaInstanceHandle instanceHandle, CpaCyCapabilitiesInfo *pCapInfo)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCySetAddressTranslation(const CpaInstanceHandle instanceHandle, CpaVirtualToPhysical
                                             virtual2Physical)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCySymSessionCtxGetSize(const CpaInstanceHandle instanceHandle, const CpaCySymSessionSetupData
                                            *pSessionSetupData, Cpa32U *pSessionCtxSizeInBytes)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCySymSessionCtxGetDynamicSize(const CpaInstanceHandle instanceHandle, const
                                                   CpaCySymSessionSetupData *pSessionSetupData, Cpa32U
                                                   *pSessionCtxSizeInBytes)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCySymInitSession(const CpaInstanceHandle instanceHandle, const CpaCySymCbFunc pSymCb, const
                                      CpaCySymSessionSetupData *pSessionSetupData, CpaCySymSessionCtx sessionCtx)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCySymRemoveSession(const CpaInstanceHandle instanceHandle, CpaCySymSessionCtx pSessionCtx)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCySymUpdateSession(CpaCySymSessionCtx sessionCtx, const CpaCySymSessionUpdateData
                                        *pSessionUpdateData)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCySymSessionInUse(CpaCySymSessionCtx sessionCtx, CpaBoolean *pSessionInUse)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCySymPerformOp(const CpaInstanceHandle instanceHandle, void *pCallbackTag, const CpaCySymOpData
                                    *pOpData, const CpaBufferList *pSrcBuffer, CpaBufferList *pDstBuffer, CpaBoolean
                                    *pVerifyResult)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCySymQueryStats(const CpaInstanceHandle instanceHandle, CpaCySymStats *pSymStats)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCySymQueryStats64(const CpaInstanceHandle instanceHandle, CpaCySymStats64 *pSymStats)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaCySymQueryCapabilities(const CpaInstanceHandle instanceHandle, CpaCySymCapabilitiesInfo
                                            *pCapInfo)
{
    return CPA_STATUS_UNSUPPORTED;
}

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

EMU_API CpaStatus icp_sal_CyPollInstance(CpaInstanceHandle instanceHandle, Cpa32U response_quota)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_CyPollSymRing(CpaInstanceHandle instanceHandle, Cpa32U response_quota)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_CyPollAsymRing(CpaInstanceHandle instanceHandle, Cpa32U response_quota)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_CyPollDpInstance(const CpaInstanceHandle instanceHandle, const Cpa32U response_quota)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_CyGetFileDescriptor(CpaInstanceHandle instanceHandle, int *fd)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_CyPutFileDescriptor(CpaInstanceHandle instanceHandle, int fd)
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
