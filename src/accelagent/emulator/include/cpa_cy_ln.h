/* Large numbers of the CPA interface. Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_CY_LN_H
#define CPA_CY_LN_H

#include "cpa_cy_common.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    CpaFlatBuffer modulus, base, exponent;
} CpaCyLnModExpOpData;

typedef struct {
    CpaFlatBuffer A, B;
} CpaCyLnModInvOpData;

typedef struct {
    Cpa32U numLnModExpRequests, numLnModExpRequestErrors, numLnModExpCompleted, numLnModExpCompletedErrors,
        numLnModInvRequests, numLnModInvRequestErrors, numLnModInvCompleted, numLnModInvCompletedErrors;
} CpaCyLnStats CPA_DEPRECATED;

typedef struct {
    Cpa64U numLnModExpRequests, numLnModExpRequestErrors, numLnModExpCompleted, numLnModExpCompletedErrors,
        numLnModInvRequests, numLnModInvRequestErrors, numLnModInvCompleted, numLnModInvCompletedErrors;
} CpaCyLnStats64;

CpaStatus cpaCyLnModExp(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pLnModExpCb,
                        void *pCallbackTag, const CpaCyLnModExpOpData *pLnModExpOpData, CpaFlatBuffer *pResult);
CpaStatus cpaCyLnModInv(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pLnModInvCb,
                        void *pCallbackTag, const CpaCyLnModInvOpData *pLnModInvOpData, CpaFlatBuffer *pResult);
CPA_DEPRECATED CpaStatus cpaCyLnStatsQuery(const CpaInstanceHandle instanceHandle, CpaCyLnStats *pLnStats);
CpaStatus cpaCyLnStatsQuery64(const CpaInstanceHandle instanceHandle, CpaCyLnStats64 *pLnStats);

#ifdef __cplusplus
}
#endif

#endif
