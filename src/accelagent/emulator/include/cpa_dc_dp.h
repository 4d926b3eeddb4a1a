/* Data plane of the CPA compression interface: physical addresses, batches, one callback per instance.
   Names and struct layouts follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_DC_DP_H
#define CPA_DC_DP_H

#include "cpa_dc.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    Cpa32U bufferOffset;
    Cpa32U dataOffset;
    Cpa32U length;
} CpaDcDpPartialReadData;

/* In pinned memory, 8-byte aligned; the device's until its callback. */
typedef struct {
    Cpa64U reserved0;
    Cpa32U bufferLenToCompress; /* bytes of the source to use */
    Cpa32U bufferLenForData;    /* bytes of the destination to use */
    Cpa64U reserved1;
    Cpa64U reserved2;
    Cpa64U reserved3;
    CpaDcRqResults results;
    CpaInstanceHandle dcInstance;
    CpaDcSessionHandle pSessionHandle; /* or NULL, with pSetupData */
    CpaPhysicalAddr srcBuffer;
    Cpa32U srcBufferLen; /* or CPA_DP_BUFLIST: srcBuffer is a CpaPhysBufferList */
    CpaPhysicalAddr destBuffer;
    Cpa32U destBufferLen;
    CpaDcSessionDir sessDirection;
    CpaBoolean compressAndVerify;
    CpaBoolean compressAndVerifyAndRecover;
    CpaStatus responseStatus;
    CpaPhysicalAddr thisPhys;
    void *pCallbackTag;
    CpaDcNsSetupData *pSetupData;
} CpaDcDpOpData;

typedef void (*CpaDcDpCallbackFn)(CpaDcDpOpData *pOpData);

CpaStatus cpaDcDpGetSessionSize(CpaInstanceHandle dcInstance, CpaDcSessionSetupData *pSessionData,
                                Cpa32U *pSessionSize);
CpaStatus cpaDcDpInitSession(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                             CpaDcSessionSetupData *pSessionData);
CpaStatus cpaDcDpUpdateSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                               CpaDcSessionUpdateData *pSessionUpdateData);
CpaStatus cpaDcDpRemoveSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle);
CpaStatus cpaDcDpRegCbFunc(const CpaInstanceHandle dcInstance, const CpaDcDpCallbackFn pNewCb);

/* With performOpNow false the request waits in the ring, where it takes a place, for the next that says true
   or for cpaDcDpPerformOpNow. An instance's data plane calls are for one thread at a time. */
CpaStatus cpaDcDpEnqueueOp(CpaDcDpOpData *pOpData, const CpaBoolean performOpNow);
CpaStatus cpaDcDpEnqueueOpBatch(const Cpa32U numberRequests, CpaDcDpOpData *pOpData[], const CpaBoolean performOpNow);
CpaStatus cpaDcDpPerformOpNow(CpaInstanceHandle dcInstance);

/* CPA_STATUS_UNSUPPORTED, as with QATlib. */
CpaStatus cpaDcDpEnqueueOpWithPartRead(CpaDcDpOpData *pOpData, CpaDcDpPartialReadData *pPartReadData,
                                       const CpaBoolean performOpNow);
CpaStatus cpaDcDpEnqueueOpWithZeroPad(CpaDcDpOpData *pOpData, const CpaBoolean performOpNow);
CpaStatus cpaDcDpEnqueueOpWithPartReadBatch(const Cpa32U numberRequests, CpaDcDpOpData *pOpData[],
                                            CpaDcDpPartialReadData *pPartReadData[], const CpaBoolean performOpNow);
CpaStatus cpaDcDpEnqueueOpWithZeroPadBatch(const Cpa32U numberRequests, CpaDcDpOpData *pOpData[],
                                           const CpaBoolean performOpNow);
CpaStatus cpaDcDpIsPartReadSupported(const CpaInstanceHandle instanceHandle, CpaBoolean *pFlag);
CpaStatus cpaDcDpIsZeroPadSupported(const CpaInstanceHandle instanceHandle, CpaBoolean *pFlag);

#ifdef __cplusplus
}
#endif

#endif
