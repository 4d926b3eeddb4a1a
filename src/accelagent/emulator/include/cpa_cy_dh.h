/* Diffie-Hellman of the CPA interface. Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_CY_DH_H
#define CPA_CY_DH_H

#include "cpa_cy_common.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    CpaFlatBuffer primeP, baseG, privateValueX;
} CpaCyDhPhase1KeyGenOpData;

typedef struct {
    CpaFlatBuffer primeP, remoteOctetStringPV, privateValueX;
} CpaCyDhPhase2SecretKeyGenOpData;

typedef struct {
    Cpa32U numDhPhase1KeyGenRequests, numDhPhase1KeyGenRequestErrors, numDhPhase1KeyGenCompleted,
        numDhPhase1KeyGenCompletedErrors, numDhPhase2KeyGenRequests, numDhPhase2KeyGenRequestErrors,
        numDhPhase2KeyGenCompleted, numDhPhase2KeyGenCompletedErrors;
} CpaCyDhStats CPA_DEPRECATED;

typedef struct {
    Cpa64U numDhPhase1KeyGenRequests, numDhPhase1KeyGenRequestErrors, numDhPhase1KeyGenCompleted,
        numDhPhase1KeyGenCompletedErrors, numDhPhase2KeyGenRequests, numDhPhase2KeyGenRequestErrors,
        numDhPhase2KeyGenCompleted, numDhPhase2KeyGenCompletedErrors;
} CpaCyDhStats64;

CpaStatus cpaCyDhKeyGenPhase1(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pDhPhase1Cb,
                              void *pCallbackTag, const CpaCyDhPhase1KeyGenOpData *pPhase1KeyGenData,
                              CpaFlatBuffer *pLocalOctetStringPV);
CpaStatus cpaCyDhKeyGenPhase2Secret(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pDhPhase2Cb,
                                    void *pCallbackTag,
                                    const CpaCyDhPhase2SecretKeyGenOpData *pPhase2SecretKeyGenData,
                                    CpaFlatBuffer *pOctetStringSecretKey);
CPA_DEPRECATED CpaStatus cpaCyDhQueryStats(const CpaInstanceHandle instanceHandle, CpaCyDhStats *pDhStats);
CpaStatus cpaCyDhQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyDhStats64 *pDhStats);

#ifdef __cplusplus
}
#endif

#endif
