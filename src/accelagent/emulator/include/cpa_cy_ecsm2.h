/* SM2 of the CPA interface. Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_CY_ECSM2_H_
#define CPA_CY_ECSM2_H_

#include "cpa_cy_common.h"
#include "cpa_cy_ec.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    CpaFlatBuffer k, xP, yP;
    CpaCyEcFieldType fieldType;
} CpaCyEcsm2EncryptOpData;

typedef struct {
    CpaFlatBuffer d, x1, y1;
    CpaCyEcFieldType fieldType;
} CpaCyEcsm2DecryptOpData;

typedef struct {
    CpaFlatBuffer k, x, y;
    CpaCyEcFieldType fieldType;
} CpaCyEcsm2PointMultiplyOpData;

typedef struct {
    CpaFlatBuffer k;
    CpaCyEcFieldType fieldType;
} CpaCyEcsm2GeneratorMultiplyOpData;

typedef struct {
    CpaFlatBuffer x, y;
    CpaCyEcFieldType fieldType;
} CpaCyEcsm2PointVerifyOpData;

typedef struct {
    CpaFlatBuffer k, e, d;
    CpaCyEcFieldType fieldType;
} CpaCyEcsm2SignOpData;

typedef struct {
    CpaFlatBuffer e, r, s, xP, yP;
    CpaCyEcFieldType fieldType;
} CpaCyEcsm2VerifyOpData;

typedef struct {
    CpaFlatBuffer r;
    CpaCyEcFieldType fieldType;
} CpaCyEcsm2KeyExPhase1OpData;

typedef struct {
    CpaFlatBuffer r, d, x1, x2, y2, xP, yP;
    CpaCyEcFieldType fieldType;
} CpaCyEcsm2KeyExPhase2OpData;

typedef struct {
    CpaFlatBuffer x1, y1, x2, y2;
} CpaCyEcsm2EncryptOutputData;

typedef struct {
    CpaFlatBuffer x2, y2;
} CpaCyEcsm2DecryptOutputData;

typedef struct {
    CpaFlatBuffer x, y;
} CpaCyEcsm2KeyExOutputData;

typedef struct {
    Cpa64U numEcsm2PointMultiplyRequests, numEcsm2PointMultiplyRequestErrors, numEcsm2PointMultiplyCompleted,
        numEcsm2PointMultiplyCompletedError, numEcsm2PointMultiplyCompletedOutputInvalid,
        numEcsm2GeneratorMultiplyRequests, numEcsm2GeneratorMultiplyRequestErrors,
        numEcsm2GeneratorMultiplyCompleted, numEcsm2GeneratorMultiplyCompletedError,
        numEcsm2GeneratorMultiplyCompletedOutputInvalid, numEcsm2PointVerifyRequests,
        numEcsm2PointVerifyRequestErrors, numEcsm2PointVerifyCompleted, numEcsm2PointVerifyCompletedError,
        numEcsm2PointVerifyCompletedOutputInvalid, numEcsm2SignRequests, numEcsm2SignRequestErrors,
        numEcsm2SignCompleted, numEcsm2SignCompletedError, numEcsm2SignCompletedOutputInvalid,
        numEcsm2VerifyRequests, numEcsm2VerifyRequestErrors, numEcsm2VerifyCompleted, numEcsm2VerifyCompletedError,
        numEcsm2VerifyCompletedOutputInvalid, numEcsm2EncryptRequests, numEcsm2EncryptRequestErrors,
        numEcsm2EncryptCompleted, numEcsm2EncryptCompletedError, numEcsm2EncryptCompletedOutputInvalid,
        numEcsm2DecryptRequests, numEcsm2DecryptRequestErrors, numEcsm2DecryptCompleted,
        numEcsm2DecryptCompletedError, numEcsm2DecryptCompletedOutputInvalid, numEcsm2KeyExPhase1Requests,
        numEcsm2KeyExPhase1RequestErrors, numEcsm2KeyExPhase1Completed, numEcsm2KeyExPhase1CompletedError,
        numEcsm2KeyExPhase1CompletedOutputInvalid, numEcsm2KeyExPhase2Requests, numEcsm2KeyExPhase2RequestErrors,
        numEcsm2KeyExPhase2Completed, numEcsm2KeyExPhase2CompletedError, numEcsm2KeyExPhase2CompletedOutputInvalid;
} CpaCyEcsm2Stats64;

typedef void (*CpaCyEcsm2SignCbFunc)(void *pCallbackTag, CpaStatus status, void *pOpData, CpaBoolean pass,
                                     CpaFlatBuffer *pR, CpaFlatBuffer *pS);
typedef void (*CpaCyEcsm2VerifyCbFunc)(void *pCallbackTag, CpaStatus status, void *pOpData, CpaBoolean verifyStatus);

CpaStatus cpaCyEcsm2PointMultiply(const CpaInstanceHandle instanceHandle, const CpaCyEcPointMultiplyCbFunc pCb,
                                  void *pCallbackTag, const CpaCyEcsm2PointMultiplyOpData *pOpData,
                                  CpaBoolean *pMultiplyStatus, CpaFlatBuffer *pXk, CpaFlatBuffer *pYk);
CpaStatus cpaCyEcsm2GeneratorMultiply(const CpaInstanceHandle instanceHandle, const CpaCyEcPointMultiplyCbFunc pCb,
                                      void *pCallbackTag, const CpaCyEcsm2GeneratorMultiplyOpData *pOpData,
                                      CpaBoolean *pMultiplyStatus, CpaFlatBuffer *pXk, CpaFlatBuffer *pYk);
CpaStatus cpaCyEcsm2PointVerify(const CpaInstanceHandle instanceHandle, const CpaCyEcPointVerifyCbFunc pCb,
                                void *pCallbackTag, const CpaCyEcsm2PointVerifyOpData *pOpData,
                                CpaBoolean *pVerifyStatus);
CpaStatus cpaCyEcsm2Sign(const CpaInstanceHandle instanceHandle, const CpaCyEcsm2SignCbFunc pCb, void *pCallbackTag,
                         const CpaCyEcsm2SignOpData *pOpData, CpaBoolean *pSignStatus, CpaFlatBuffer *pR,
                         CpaFlatBuffer *pS);
CpaStatus cpaCyEcsm2Verify(const CpaInstanceHandle instanceHandle, const CpaCyEcsm2VerifyCbFunc pCb,
                           void *pCallbackTag, const CpaCyEcsm2VerifyOpData *pOpData, CpaBoolean *pVerifyStatus);
CpaStatus cpaCyEcsm2Encrypt(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pCb,
                            void *pCallbackTag, const CpaCyEcsm2EncryptOpData *pOpData,
                            CpaCyEcsm2EncryptOutputData *pOutputData);
CpaStatus cpaCyEcsm2Decrypt(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pCb,
                            void *pCallbackTag, const CpaCyEcsm2DecryptOpData *pOpData,
                            CpaCyEcsm2DecryptOutputData *pOutputData);
CpaStatus cpaCyEcsm2KeyExPhase1(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pCb,
                                void *pCallbackTag, const CpaCyEcsm2KeyExPhase1OpData *pOpData,
                                CpaCyEcsm2KeyExOutputData *pOutputData);
CpaStatus cpaCyEcsm2KeyExPhase2(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pCb,
                                void *pCallbackTag, const CpaCyEcsm2KeyExPhase2OpData *pOpData,
                                CpaCyEcsm2KeyExOutputData *pOutputData);
CpaStatus cpaCyEcsm2QueryStats64(const CpaInstanceHandle instanceHandle, CpaCyEcsm2Stats64 *pEcsm2Stats);

#ifdef __cplusplus
}
#endif

#endif
