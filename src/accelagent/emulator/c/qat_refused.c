/* QAT shim: what QATlib itself refuses on these devices, and what is not emulated (dictionaries). */
#include "cpa_dc_dp.h"
#include "icp_sal_user.h"
#include "qat_dc.h"

#pragma GCC diagnostic ignored "-Wunused-parameter" /* refusing looks at nothing */

/* The library's formula for this generation: so many bytes more for every started `piece`. */
static CpaStatus bound(CpaInstanceHandle instance, Cpa32U input, Cpa32U *output, Cpa32U piece, Cpa32U more)
{
    if ((instance != NULL && qat_instance(instance) == NULL) || output == NULL || input == 0) {
        return CPA_STATUS_INVALID_PARAM;
    }
    Cpa64U bytes = (Cpa64U)input + ((Cpa64U)input + piece - 1) / piece * more + 1024;
    if (bytes > UINT32_MAX) {
        return CPA_STATUS_INVALID_PARAM;
    }
    *output = (Cpa32U)bytes;
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaDcLZ4CompressBound(const CpaInstanceHandle dcInstance, Cpa32U inputSize, Cpa32U *outputSize)
{
    return bound(dcInstance, inputSize, outputSize, 1520, 13);
}

EMU_API CpaStatus cpaDcLZ4SCompressBound(const CpaInstanceHandle dcInstance, Cpa32U inputSize, Cpa32U *outputSize)
{
    return bound(dcInstance, inputSize, outputSize, 2000, 11);
}

EMU_API CpaStatus cpaDcZstdCompressBound(const CpaInstanceHandle dcInstance, Cpa32U inputSize, Cpa32U *outputSize)
{
    bool complete = qat_instance(dcInstance) != NULL && outputSize != NULL && inputSize > 0;
    return complete ? CPA_STATUS_UNSUPPORTED : CPA_STATUS_INVALID_PARAM;
}

EMU_API CpaStatus cpaInstanceGetRxInterruptMetaData(const CpaInstanceHandle instanceHandle, const
                                                    CpaAccelerationServiceType accelerationServiceType,
                                                    CpaRxInterruptMetaData *pInterruptData)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaInstanceSetIntCoalescingTimer(const CpaInstanceHandle instanceHandle, const
                                                   CpaAccelerationServiceType accelerationServiceType, const Cpa32U
                                                   coalescingTimerInNs)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaAllocInstance(const CpaAccelerationServiceType serviceType, const CpaInstanceAllocPolicy policy,
                                   CpaInstanceHandle *pInstanceHandle)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaFreeInstance(CpaInstanceHandle instanceHandle)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaDcGetMetaSizeForSrcBuffWithDict(const CpaInstanceHandle instanceHandle, Cpa32U numDictBuffers,
                                                     Cpa32U numSourceBuffers, Cpa32U *pSizeInBytes)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaDcCompressDataWithDict(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                            CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaDcDictionaryData
                                            *pDictionaryData, CpaDcOpData *pOpData, CpaDcRqResults *pResults, void
                                            *callbackTag)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaDcDecompressDataWithDict(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                              CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaDcDictionaryData
                                              *pDictionaryData, CpaDcOpData *pOpData, CpaDcRqResults *pResults, void
                                              *callbackTag)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaDcDpEnqueueOpWithPartRead(CpaDcDpOpData *pOpData, CpaDcDpPartialReadData *pPartReadData, const
                                               CpaBoolean performOpNow)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaDcDpEnqueueOpWithZeroPad(CpaDcDpOpData *pOpData, const CpaBoolean performOpNow)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaDcDpEnqueueOpWithPartReadBatch(const Cpa32U numberRequests, CpaDcDpOpData *pOpData[],
                                                    CpaDcDpPartialReadData *pPartReadData[], const CpaBoolean
                                                    performOpNow)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaDcDpEnqueueOpWithZeroPadBatch(const Cpa32U numberRequests, CpaDcDpOpData *pOpData[], const
                                                   CpaBoolean performOpNow)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaDcDpIsPartReadSupported(const CpaInstanceHandle instanceHandle, CpaBoolean *pFlag)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus cpaDcDpIsZeroPadSupported(const CpaInstanceHandle instanceHandle, CpaBoolean *pFlag)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_dc_simulate_error(Cpa8U numErrors, Cpa8S dcError)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_reset_device(Cpa32U accelId)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_heartbeat_simulate_failure(Cpa32U packageId)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userDcGetAvailableNumDynInstances(Cpa32U *pNumDcInstances)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userDcGetAvailableNumDynInstancesByDevPkg(Cpa32U *pNumDcInstances, Cpa32U devPkgID)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userDcInstancesAlloc(Cpa32U numDcInstances, CpaInstanceHandle *pDcInstances)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userDcInstancesAllocByDevPkg(Cpa32U numDcInstances, CpaInstanceHandle *pDcInstances, Cpa32U
                                                       devPkgID)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userDcFreeInstances(Cpa32U numDcInstances, CpaInstanceHandle *pDcInstances)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userSendMsgToVf(Cpa32U accelId, Cpa32U vfNum, Cpa32U message)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userSendMsgToPf(Cpa32U accelId, Cpa32U message)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userGetMsgFromVf(Cpa32U accelId, Cpa32U vfNum, Cpa32U *message, Cpa32U *messageCounter)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userGetMsgFromPf(Cpa32U accelId, Cpa32U *message, Cpa32U *messageCounter)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_userGetPfVfcommsStatus(CpaBoolean *unreadMessage)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_cnv_simulate_error(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_ns_cnv_simulate_error(CpaInstanceHandle dcInstance)
{
    return CPA_STATUS_UNSUPPORTED;
}

EMU_API CpaStatus icp_sal_ns_cnv_reset_error(CpaInstanceHandle dcInstance)
{
    return CPA_STATUS_UNSUPPORTED;
}
