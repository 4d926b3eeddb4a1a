/* DSA of the CPA interface. Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_CY_DSA_H
#define CPA_CY_DSA_H

#include "cpa_cy_common.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    CpaFlatBuffer X, Q;
} CpaCyDsaPParamGenOpData;

typedef struct {
    CpaFlatBuffer P, Q, H;
} CpaCyDsaGParamGenOpData;

typedef struct {
    CpaFlatBuffer P, G, X;
} CpaCyDsaYParamGenOpData;

typedef struct {
    CpaFlatBuffer P, Q, G, K;
} CpaCyDsaRSignOpData;

typedef struct {
    CpaFlatBuffer Q, X, K, R, Z;
} CpaCyDsaSSignOpData;

typedef struct {
    CpaFlatBuffer P, Q, G, X, K, Z;
} CpaCyDsaRSSignOpData;

typedef struct {
    CpaFlatBuffer P, Q, G, Y, Z, R, S;
} CpaCyDsaVerifyOpData;

typedef struct {
    Cpa32U numDsaPParamGenRequests, numDsaPParamGenRequestErrors, numDsaPParamGenCompleted,
        numDsaPParamGenCompletedErrors, numDsaGParamGenRequests, numDsaGParamGenRequestErrors,
        numDsaGParamGenCompleted, numDsaGParamGenCompletedErrors, numDsaYParamGenRequests,
        numDsaYParamGenRequestErrors, numDsaYParamGenCompleted, numDsaYParamGenCompletedErrors,
        numDsaRSignRequests, numDsaRSignRequestErrors, numDsaRSignCompleted, numDsaRSignCompletedErrors,
        numDsaSSignRequests, numDsaSSignRequestErrors, numDsaSSignCompleted, numDsaSSignCompletedErrors,
        numDsaRSSignRequests, numDsaRSSignRequestErrors, numDsaRSSignCompleted, numDsaRSSignCompletedErrors,
        numDsaVerifyRequests, numDsaVerifyRequestErrors, numDsaVerifyCompleted, numDsaVerifyCompletedErrors,
        numDsaVerifyFailures;
} CpaCyDsaStats CPA_DEPRECATED;

typedef struct {
    Cpa64U numDsaPParamGenRequests, numDsaPParamGenRequestErrors, numDsaPParamGenCompleted,
        numDsaPParamGenCompletedErrors, numDsaGParamGenRequests, numDsaGParamGenRequestErrors,
        numDsaGParamGenCompleted, numDsaGParamGenCompletedErrors, numDsaYParamGenRequests,
        numDsaYParamGenRequestErrors, numDsaYParamGenCompleted, numDsaYParamGenCompletedErrors,
        numDsaRSignRequests, numDsaRSignRequestErrors, numDsaRSignCompleted, numDsaRSignCompletedErrors,
        numDsaSSignRequests, numDsaSSignRequestErrors, numDsaSSignCompleted, numDsaSSignCompletedErrors,
        numDsaRSSignRequests, numDsaRSSignRequestErrors, numDsaRSSignCompleted, numDsaRSSignCompletedErrors,
        numDsaVerifyRequests, numDsaVerifyRequestErrors, numDsaVerifyCompleted, numDsaVerifyCompletedErrors,
        numDsaVerifyFailures;
} CpaCyDsaStats64;

typedef void (*CpaCyDsaGenCbFunc)(void *pCallbackTag, CpaStatus status, void *pOpData, CpaBoolean protocolStatus,
                                  CpaFlatBuffer *pOut);
typedef void (*CpaCyDsaRSSignCbFunc)(void *pCallbackTag, CpaStatus status, void *pOpData, CpaBoolean protocolStatus,
                                     CpaFlatBuffer *pR, CpaFlatBuffer *pS);
typedef void (*CpaCyDsaVerifyCbFunc)(void *pCallbackTag, CpaStatus status, void *pOpData, CpaBoolean verifyStatus);

CpaStatus cpaCyDsaGenPParam(const CpaInstanceHandle instanceHandle, const CpaCyDsaGenCbFunc pCb, void *pCallbackTag,
                            const CpaCyDsaPParamGenOpData *pOpData, CpaBoolean *pProtocolStatus, CpaFlatBuffer *pP);
CpaStatus cpaCyDsaGenGParam(const CpaInstanceHandle instanceHandle, const CpaCyDsaGenCbFunc pCb, void *pCallbackTag,
                            const CpaCyDsaGParamGenOpData *pOpData, CpaBoolean *pProtocolStatus, CpaFlatBuffer *pG);
CpaStatus cpaCyDsaGenYParam(const CpaInstanceHandle instanceHandle, const CpaCyDsaGenCbFunc pCb, void *pCallbackTag,
                            const CpaCyDsaYParamGenOpData *pOpData, CpaBoolean *pProtocolStatus, CpaFlatBuffer *pY);
CpaStatus cpaCyDsaSignR(const CpaInstanceHandle instanceHandle, const CpaCyDsaGenCbFunc pCb, void *pCallbackTag,
                        const CpaCyDsaRSignOpData *pOpData, CpaBoolean *pProtocolStatus, CpaFlatBuffer *pR);
CpaStatus cpaCyDsaSignS(const CpaInstanceHandle instanceHandle, const CpaCyDsaGenCbFunc pCb, void *pCallbackTag,
                        const CpaCyDsaSSignOpData *pOpData, CpaBoolean *pProtocolStatus, CpaFlatBuffer *pS);
CpaStatus cpaCyDsaSignRS(const CpaInstanceHandle instanceHandle, const CpaCyDsaRSSignCbFunc pCb, void *pCallbackTag,
                         const CpaCyDsaRSSignOpData *pOpData, CpaBoolean *pProtocolStatus, CpaFlatBuffer *pR,
                         CpaFlatBuffer *pS);
CpaStatus cpaCyDsaVerify(const CpaInstanceHandle instanceHandle, const CpaCyDsaVerifyCbFunc pCb, void *pCallbackTag,
                         const CpaCyDsaVerifyOpData *pOpData, CpaBoolean *pVerifyStatus);
CPA_DEPRECATED CpaStatus cpaCyDsaQueryStats(const CpaInstanceHandle instanceHandle, CpaCyDsaStats *pDsaStats);
CpaStatus cpaCyDsaQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyDsaStats64 *pDsaStats);

#ifdef __cplusplus
}
#endif

#endif
