/* Key protection of the CPA interface. Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_CY_KPT_H
#define CPA_CY_KPT_H

#include "cpa_cy_common.h"
#include "cpa_cy_ec.h"
#include "cpa_cy_ecdsa.h"
#include "cpa_cy_rsa.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef Cpa64U CpaCyKptHandle;

typedef enum {
    CPA_CY_KPT_SUCCESS = 0,
    CPA_CY_KPT_LOADKEY_FAIL_QUOTA_EXCEEDED_PER_VFID,
    CPA_CY_KPT_LOADKEY_FAIL_QUOTA_EXCEEDED_PER_PASID,
    CPA_CY_KPT_LOADKEY_FAIL_QUOTA_EXCEEDED,
    CPA_CY_KPT_SWK_FAIL_NOT_FOUND,
    CPA_CY_KPT_FAILED
} CpaCyKptKeyManagementStatus;

typedef enum { CPA_CY_KPT_WRAPPING_KEY_TYPE_AES256_GCM = 0 } CpaCyKptWrappingKeyType;

#define CPA_CY_RSA3K_SIG_SIZE_INBYTES 384
#define CPA_CY_KPT_MAX_IV_LENGTH (12)
#define CPA_CY_KPT_MAX_AAD_LENGTH (16)

typedef struct {
    CpaCyRsaPublicKey publicKey;
    Cpa8U signature[CPA_CY_RSA3K_SIG_SIZE_INBYTES];
} CpaCyKptValidationKey;

typedef struct {
    CpaFlatBuffer eSWK;
    CpaCyKptWrappingKeyType wrappingAlgorithm;
} CpaCyKptLoadKey;

typedef struct {
    CpaCyKptHandle kptHandle;
    Cpa8U iv[CPA_CY_KPT_MAX_IV_LENGTH], additionalAuthData[CPA_CY_KPT_MAX_AAD_LENGTH];
    Cpa32U aadLenInBytes;
} CpaCyKptUnwrapContext;

typedef struct {
    CpaFlatBuffer privateKey;
} CpaCyKptRsaPrivateKeyRep1;

typedef struct {
    CpaFlatBuffer privateKey;
} CpaCyKptRsaPrivateKeyRep2;

typedef struct {
    CpaCyRsaVersion version;
    CpaCyRsaPrivateKeyRepType privateKeyRepType;
    CpaCyKptRsaPrivateKeyRep1 privateKeyRep1;
    CpaCyKptRsaPrivateKeyRep2 privateKeyRep2;
} CpaCyKptRsaPrivateKey;

typedef struct {
    CpaCyKptRsaPrivateKey *pRecipientPrivateKey;
    CpaFlatBuffer inputData;
} CpaCyKptRsaDecryptOpData;

typedef struct {
    CpaFlatBuffer privateKey, m;
} CpaCyKptEcdsaSignRSOpData;

CpaStatus cpaCyKptQueryIssuingKeys(const CpaInstanceHandle instanceHandle, CpaFlatBuffer *pPublicX509IssueCert,
                                   CpaCyKptKeyManagementStatus *pKptStatus);
CpaStatus cpaCyKptQueryDeviceCredentials(const CpaInstanceHandle instanceHandle,
                                         CpaCyKptValidationKey *pDevCredential,
                                         CpaCyKptKeyManagementStatus *pKptStatus);
CpaStatus cpaCyKptLoadKey(CpaInstanceHandle instanceHandle, CpaCyKptLoadKey *pSWK, CpaCyKptHandle *keyHandle,
                          CpaCyKptKeyManagementStatus *pKptStatus);
CpaStatus cpaCyKptDeleteKey(CpaInstanceHandle instanceHandle, CpaCyKptHandle keyHandle,
                            CpaCyKptKeyManagementStatus *pKptStatus);
CpaStatus cpaCyKptRsaDecrypt(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pRsaDecryptCb,
                             void *pCallbackTag, const CpaCyKptRsaDecryptOpData *pDecryptOpData,
                             CpaFlatBuffer *pOutputData, CpaCyKptUnwrapContext *pKptUnwrapContext);
CpaStatus cpaCyKptEcdsaSignRS(const CpaInstanceHandle instanceHandle, const CpaCyEcdsaSignRSCbFunc pCb,
                              void *pCallbackTag, const CpaCyKptEcdsaSignRSOpData *pOpData, CpaBoolean *pSignStatus,
                              CpaFlatBuffer *pR, CpaFlatBuffer *pS, CpaCyKptUnwrapContext *pKptUnwrapContext);

#ifdef __cplusplus
}
#endif

#endif
