/* RSA of the CPA interface. Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_CY_RSA_H
#define CPA_CY_RSA_H

#include "cpa_cy_common.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { CPA_CY_RSA_VERSION_TWO_PRIME = 1 } CpaCyRsaVersion;
typedef enum { CPA_CY_RSA_PRIVATE_KEY_REP_TYPE_1 = 1, CPA_CY_RSA_PRIVATE_KEY_REP_TYPE_2 } CpaCyRsaPrivateKeyRepType;

typedef struct {
    CpaFlatBuffer modulusN, publicExponentE;
} CpaCyRsaPublicKey;

typedef struct {
    CpaFlatBuffer modulusN, privateExponentD;
} CpaCyRsaPrivateKeyRep1;

typedef struct {
    CpaFlatBuffer prime1P, prime2Q, exponent1Dp, exponent2Dq, coefficientQInv;
} CpaCyRsaPrivateKeyRep2;

typedef struct {
    CpaCyRsaVersion version;
    CpaCyRsaPrivateKeyRepType privateKeyRepType;
    CpaCyRsaPrivateKeyRep1 privateKeyRep1;
    CpaCyRsaPrivateKeyRep2 privateKeyRep2;
} CpaCyRsaPrivateKey;

typedef struct {
    CpaFlatBuffer *pRsaPrimeP, *pRsaPrimeQ, *pRsaPublicE, *pRandom;
    CpaBoolean createRandomData;
} CpaCyRsaDpaOpData;

typedef struct {
    CpaFlatBuffer prime1P, prime2Q;
    Cpa32U modulusLenInBytes;
    CpaCyRsaVersion version;
    CpaCyRsaPrivateKeyRepType privateKeyRepType;
    CpaFlatBuffer publicExponentE;
} CpaCyRsaKeyGenOpData;

typedef struct {
    CpaCyRsaPublicKey *pPublicKey;
    CpaFlatBuffer inputData;
} CpaCyRsaEncryptOpData;

typedef struct {
    CpaCyRsaPrivateKey *pRecipientPrivateKey;
    CpaFlatBuffer inputData;
} CpaCyRsaDecryptOpData;

typedef struct {
    Cpa32U numRsaKeyGenRequests, numRsaKeyGenRequestErrors, numRsaKeyGenCompleted, numRsaKeyGenCompletedErrors,
        numRsaEncryptRequests, numRsaEncryptRequestErrors, numRsaEncryptCompleted, numRsaEncryptCompletedErrors,
        numRsaDecryptRequests, numRsaDecryptRequestErrors, numRsaDecryptCompleted, numRsaDecryptCompletedErrors;
} CpaCyRsaStats CPA_DEPRECATED;

typedef struct {
    Cpa64U numRsaKeyGenRequests, numRsaKeyGenRequestErrors, numRsaKeyGenCompleted, numRsaKeyGenCompletedErrors,
        numRsaEncryptRequests, numRsaEncryptRequestErrors, numRsaEncryptCompleted, numRsaEncryptCompletedErrors,
        numRsaDecryptRequests, numRsaDecryptRequestErrors, numRsaDecryptCompleted, numRsaDecryptCompletedErrors,
        numKptRsaDecryptRequests, numKptRsaDecryptRequestErrors, numKptRsaDecryptCompleted,
        numKptRsaDecryptCompletedErrors;
} CpaCyRsaStats64;

typedef void (*CpaCyRsaKeyGenCbFunc)(void *pCallbackTag, CpaStatus status, void *pKeyGenOpData,
                                     CpaCyRsaPrivateKey *pPrivateKey, CpaCyRsaPublicKey *pPublicKey);

CpaStatus cpaCyRsaGenKey(const CpaInstanceHandle instanceHandle, const CpaCyRsaKeyGenCbFunc pRsaKeyGenCb,
                         void *pCallbackTag, const CpaCyRsaKeyGenOpData *pKeyGenOpData,
                         CpaCyRsaPrivateKey *pPrivateKey, CpaCyRsaPublicKey *pPublicKey);
CpaStatus cpaCyRsaEncrypt(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pRsaEncryptCb,
                          void *pCallbackTag, const CpaCyRsaEncryptOpData *pEncryptOpData,
                          CpaFlatBuffer *pOutputData);
CpaStatus cpaCyRsaDecrypt(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pRsaDecryptCb,
                          void *pCallbackTag, const CpaCyRsaDecryptOpData *pDecryptOpData,
                          CpaFlatBuffer *pOutputData);
CpaStatus cpaCyRsaDpaDecrypt(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pRsaDecryptCb,
                             void *pCallbackTag, const CpaCyRsaDecryptOpData *pDecryptOpData,
                             const CpaCyRsaDpaOpData *pDpaOpData, CpaFlatBuffer *pOutputData);
CPA_DEPRECATED CpaStatus cpaCyRsaQueryStats(const CpaInstanceHandle instanceHandle, CpaCyRsaStats *pRsaStats);
CpaStatus cpaCyRsaQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyRsaStats64 *pRsaStats);

#ifdef __cplusplus
}
#endif

#endif
