/* Elliptic-curve Diffie-Hellman of the CPA interface. Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_CY_ECDH_H_
#define CPA_CY_ECDH_H_

#include "cpa_cy_common.h"
#include "cpa_cy_ec.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    CpaFlatBuffer k, xg, yg, a, b, q, h;
    CpaCyEcFieldType fieldType;
    CpaBoolean pointVerify;
} CpaCyEcdhPointMultiplyOpData;

typedef struct {
    Cpa64U numEcdhPointMultiplyRequests, numEcdhPointMultiplyRequestErrors, numEcdhPointMultiplyCompleted,
        numEcdhPointMultiplyCompletedError, numEcdhRequestCompletedOutputInvalid;
} CpaCyEcdhStats64;

typedef void (*CpaCyEcdhPointMultiplyCbFunc)(void *pCallbackTag, CpaStatus status, void *pOpData,
                                             CpaBoolean multiplyStatus, CpaFlatBuffer *pXk, CpaFlatBuffer *pYk);

CpaStatus cpaCyEcdhPointMultiply(const CpaInstanceHandle instanceHandle, const CpaCyEcdhPointMultiplyCbFunc pCb,
                                 void *pCallbackTag, const CpaCyEcdhPointMultiplyOpData *pOpData,
                                 CpaBoolean *pMultiplyStatus, CpaFlatBuffer *pXk, CpaFlatBuffer *pYk);
CpaStatus cpaCyEcdhQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyEcdhStats64 *pEcdhStats);

#ifdef __cplusplus
}
#endif

#endif
