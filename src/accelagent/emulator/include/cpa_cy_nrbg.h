/* Entropy of the CPA interface. Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_CY_NRBG_H
#define CPA_CY_NRBG_H

#include "cpa_cy_common.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    Cpa32U lengthInBytes;
} CpaCyNrbgOpData;

CpaStatus cpaCyNrbgGetEntropy(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pCb,
                              void *pCallbackTag, const CpaCyNrbgOpData *pOpData, CpaFlatBuffer *pEntropy);

#ifdef __cplusplus
}
#endif

#endif
