/* Random bits of the CPA interface. Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_CY_DRBG_H
#define CPA_CY_DRBG_H

#include "cpa_cy_common.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    CPA_CY_RBG_SEC_STRENGTH_112 = 1,
    CPA_CY_RBG_SEC_STRENGTH_128,
    CPA_CY_RBG_SEC_STRENGTH_192,
    CPA_CY_RBG_SEC_STRENGTH_256
} CpaCyDrbgSecStrength;

typedef void *CpaCyDrbgSessionHandle;

typedef struct {
    CpaCyDrbgSecStrength secStrength;
    CpaBoolean predictionResistanceRequired;
    CpaFlatBuffer personalizationString;
} CpaCyDrbgSessionSetupData;

typedef struct {
    CpaCyDrbgSessionHandle sessionHandle;
    Cpa32U lengthInBytes;
    CpaCyDrbgSecStrength secStrength;
    CpaBoolean predictionResistanceRequired;
    CpaFlatBuffer additionalInput;
} CpaCyDrbgGenOpData;

typedef struct {
    CpaCyDrbgSessionHandle sessionHandle;
    CpaFlatBuffer additionalInput;
} CpaCyDrbgReseedOpData;

typedef struct {
    Cpa64U numSessionsInitialized, numSessionsRemoved, numSessionErrors;
    Cpa64U numGenRequests, numGenRequestErrors, numGenCompleted, numGenCompletedErrors;
    Cpa64U numReseedRequests, numReseedRequestErrors, numReseedCompleted, numReseedCompletedErrors;
} CpaCyDrbgStats64;

CpaStatus cpaCyDrbgSessionGetSize(const CpaInstanceHandle instanceHandle, const CpaCyDrbgSessionSetupData *pSetupData,
                                  Cpa32U *pSize);
CpaStatus cpaCyDrbgInitSession(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pGenCb,
                               const CpaCyGenericCbFunc pReseedCb, const CpaCyDrbgSessionSetupData *pSetupData,
                               CpaCyDrbgSessionHandle sessionHandle, Cpa32U *pSeedLen);
CpaStatus cpaCyDrbgReseed(const CpaInstanceHandle instanceHandle, void *pCallbackTag, CpaCyDrbgReseedOpData *pOpData);
CpaStatus cpaCyDrbgGen(const CpaInstanceHandle instanceHandle, void *pCallbackTag, CpaCyDrbgGenOpData *pOpData,
                       CpaFlatBuffer *pPseudoRandomBits);
CpaStatus cpaCyDrbgRemoveSession(const CpaInstanceHandle instanceHandle, CpaCyDrbgSessionHandle sessionHandle);
CpaStatus cpaCyDrbgQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyDrbgStats64 *pStats);

#ifdef __cplusplus
}
#endif

#endif
