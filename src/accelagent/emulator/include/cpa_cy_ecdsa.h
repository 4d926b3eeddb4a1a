/* Elliptic-curve signatures of the CPA interface. Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_CY_ECDSA_H_
#define CPA_CY_ECDSA_H_

#include "cpa_cy_common.h"
#include "cpa_cy_ec.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    CpaFlatBuffer xg, yg, n, q, a, b, k;
    CpaCyEcFieldType fieldType;
} CpaCyEcdsaSignROpData;

typedef struct {
    CpaFlatBuffer m, d, r, k, n;
    CpaCyEcFieldType fieldType;
} CpaCyEcdsaSignSOpData;

typedef struct {
    CpaFlatBuffer xg, yg, n, q, a, b, k, m, d;
    CpaCyEcFieldType fieldType;
} CpaCyEcdsaSignRSOpData;

typedef struct {
    CpaFlatBuffer xg, yg, n, q, a, b, m, r, s, xp, yp;
    CpaCyEcFieldType fieldType;
} CpaCyEcdsaVerifyOpData;

typedef struct {
    Cpa64U numEcdsaSignRRequests, numEcdsaSignRRequestErrors, numEcdsaSignRCompleted, numEcdsaSignRCompletedErrors,
        numEcdsaSignRCompletedOutputInvalid, numEcdsaSignSRequests, numEcdsaSignSRequestErrors,
        numEcdsaSignSCompleted, numEcdsaSignSCompletedErrors, numEcdsaSignSCompletedOutputInvalid,
        numEcdsaSignRSRequests, numEcdsaSignRSRequestErrors, numEcdsaSignRSCompleted,
        numEcdsaSignRSCompletedErrors, numEcdsaSignRSCompletedOutputInvalid, numEcdsaVerifyRequests,
        numEcdsaVerifyRequestErrors, numEcdsaVerifyCompleted, numEcdsaVerifyCompletedErrors,
        numEcdsaVerifyCompletedOutputInvalid, numKptEcdsaSignRSCompletedOutputInvalid, numKptEcdsaSignRSCompleted,
        numKptEcdsaSignRSRequests, numKptEcdsaSignRSRequestErrors, numKptEcdsaSignRSCompletedErrors;
} CpaCyEcdsaStats64;

typedef void (*CpaCyEcdsaGenSignCbFunc)(void *pCallbackTag, CpaStatus status, void *pOpData,
                                        CpaBoolean multiplyStatus, CpaFlatBuffer *pOut);
typedef void (*CpaCyEcdsaSignRSCbFunc)(void *pCallbackTag, CpaStatus status, void *pOpData, CpaBoolean multiplyStatus,
                                       CpaFlatBuffer *pR, CpaFlatBuffer *pS);
typedef void (*CpaCyEcdsaVerifyCbFunc)(void *pCallbackTag, CpaStatus status, void *pOpData, CpaBoolean verifyStatus);

CpaStatus cpaCyEcdsaSignR(const CpaInstanceHandle instanceHandle, const CpaCyEcdsaGenSignCbFunc pCb,
                          void *pCallbackTag, const CpaCyEcdsaSignROpData *pOpData, CpaBoolean *pSignStatus,
                          CpaFlatBuffer *pR);
CpaStatus cpaCyEcdsaSignS(const CpaInstanceHandle instanceHandle, const CpaCyEcdsaGenSignCbFunc pCb,
                          void *pCallbackTag, const CpaCyEcdsaSignSOpData *pOpData, CpaBoolean *pSignStatus,
                          CpaFlatBuffer *pS);
CpaStatus cpaCyEcdsaSignRS(const CpaInstanceHandle instanceHandle, const CpaCyEcdsaSignRSCbFunc pCb,
                           void *pCallbackTag, const CpaCyEcdsaSignRSOpData *pOpData, CpaBoolean *pSignStatus,
                           CpaFlatBuffer *pR, CpaFlatBuffer *pS);
CpaStatus cpaCyEcdsaDpaSignRS(const CpaInstanceHandle instanceHandle, const CpaCyEcdsaSignRSCbFunc pCb,
                              void *pCallbackTag, const CpaCyEcdsaSignRSOpData *pOpData, const CpaFlatBuffer *pRandom,
                              const CpaBoolean createRandomData, CpaBoolean *pSignStatus, CpaFlatBuffer *pR,
                              CpaFlatBuffer *pS);
CpaStatus cpaCyEcdsaVerify(const CpaInstanceHandle instanceHandle, const CpaCyEcdsaVerifyCbFunc pCb,
                           void *pCallbackTag, const CpaCyEcdsaVerifyOpData *pOpData, CpaBoolean *pVerifyStatus);
CpaStatus cpaCyEcdsaQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyEcdsaStats64 *pEcdsaStats);

#ifdef __cplusplus
}
#endif

#endif
