/* Prime numbers of the CPA interface. Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_CY_PRIME_H
#define CPA_CY_PRIME_H

#include "cpa_cy_common.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    CpaFlatBuffer primeCandidate;
    CpaBoolean performGcdTest, performFermatTest;
    Cpa32U numMillerRabinRounds;
    CpaFlatBuffer millerRabinRandomInput;
    CpaBoolean performLucasTest;
} CpaCyPrimeTestOpData;

typedef struct {
    Cpa32U numPrimeTestRequests, numPrimeTestRequestErrors, numPrimeTestCompleted, numPrimeTestCompletedErrors,
        numPrimeTestFailures;
} CpaCyPrimeStats CPA_DEPRECATED;

typedef struct {
    Cpa64U numPrimeTestRequests, numPrimeTestRequestErrors, numPrimeTestCompleted, numPrimeTestCompletedErrors,
        numPrimeTestFailures;
} CpaCyPrimeStats64;

typedef void (*CpaCyPrimeTestCbFunc)(void *pCallbackTag, CpaStatus status, void *pOpData, CpaBoolean testPassed);

CpaStatus cpaCyPrimeTest(const CpaInstanceHandle instanceHandle, const CpaCyPrimeTestCbFunc pCb, void *pCallbackTag,
                         const CpaCyPrimeTestOpData *pOpData, CpaBoolean *pTestPassed);
CPA_DEPRECATED CpaStatus cpaCyPrimeQueryStats(const CpaInstanceHandle instanceHandle, CpaCyPrimeStats *pPrimeStats);
CpaStatus cpaCyPrimeQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyPrimeStats64 *pPrimeStats);

#ifdef __cplusplus
}
#endif

#endif
