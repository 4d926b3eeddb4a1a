/* Data plane of the symmetric cryptography of the CPA interface. Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_CY_SYM_DP_H
#define CPA_CY_SYM_DP_H

#include "cpa_cy_common.h"
#include "cpa_cy_sym.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef void *CpaCySymDpSessionCtx;

/* Addresses are the device's, but for the three pointers at the end, which are the program's. */
typedef struct {
    Cpa64U reserved0;
    Cpa32U cryptoStartSrcOffsetInBytes, messageLenToCipherInBytes;
    CpaPhysicalAddr iv;
    Cpa64U reserved1;
    Cpa32U hashStartSrcOffsetInBytes, messageLenToHashInBytes;
    CpaPhysicalAddr additionalAuthData, digestResult;
    CpaInstanceHandle instanceHandle;
    CpaCySymDpSessionCtx sessionCtx;
    Cpa32U ivLenInBytes;
    CpaPhysicalAddr srcBuffer;
    Cpa32U srcBufferLen;
    CpaPhysicalAddr dstBuffer;
    Cpa32U dstBufferLen;
    CpaPhysicalAddr thisPhys;
    Cpa8U *pIv, *pAdditionalAuthData;
    void *pCallbackTag;
} CpaCySymDpOpData;

typedef void (*CpaCySymDpCbFunc)(CpaCySymDpOpData *pOpData, CpaStatus status, CpaBoolean verifyResult);

CpaStatus cpaCySymDpRegCbFunc(const CpaInstanceHandle instanceHandle, const CpaCySymDpCbFunc pSymNewCb);
CpaStatus cpaCySymDpSessionCtxGetSize(const CpaInstanceHandle instanceHandle,
                                      const CpaCySymSessionSetupData *pSessionSetupData,
                                      Cpa32U *pSessionCtxSizeInBytes);
CpaStatus cpaCySymDpSessionCtxGetDynamicSize(const CpaInstanceHandle instanceHandle,
                                             const CpaCySymSessionSetupData *pSessionSetupData,
                                             Cpa32U *pSessionCtxSizeInBytes);
CpaStatus cpaCySymDpInitSession(CpaInstanceHandle instanceHandle, const CpaCySymSessionSetupData *pSessionSetupData,
                                CpaCySymDpSessionCtx sessionCtx);
CpaStatus cpaCySymDpRemoveSession(const CpaInstanceHandle instanceHandle, CpaCySymDpSessionCtx sessionCtx);
CpaStatus cpaCySymDpEnqueueOp(CpaCySymDpOpData *pOpData, const CpaBoolean performOpNow);
CpaStatus cpaCySymDpEnqueueOpBatch(const Cpa32U numberRequests, CpaCySymDpOpData *pOpData[],
                                   const CpaBoolean performOpNow);
CpaStatus cpaCySymDpPerformOpNow(CpaInstanceHandle instanceHandle);

#ifdef __cplusplus
}
#endif

#endif
