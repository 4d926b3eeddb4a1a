/* Symmetric cryptography of the CPA interface; see cpa_cy_common.h. Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_CY_SYM_H
#define CPA_CY_SYM_H

#include "cpa_cy_common.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef void *CpaCySymSessionCtx;

typedef enum {
    CPA_CY_SYM_PACKET_TYPE_FULL = 1,
    CPA_CY_SYM_PACKET_TYPE_PARTIAL,
    CPA_CY_SYM_PACKET_TYPE_LAST_PARTIAL
} CpaCySymPacketType;

typedef enum {
    CPA_CY_SYM_OP_NONE = 0,
    CPA_CY_SYM_OP_CIPHER,
    CPA_CY_SYM_OP_HASH,
    CPA_CY_SYM_OP_ALGORITHM_CHAINING
} CpaCySymOp;

typedef enum {
    CPA_CY_SYM_CIPHER_NULL = 1,
    CPA_CY_SYM_CIPHER_ARC4 = 2,
    CPA_CY_SYM_CIPHER_AES_ECB = 3,
    CPA_CY_SYM_CIPHER_AES_CBC = 4,
    CPA_CY_SYM_CIPHER_AES_CTR = 5,
    CPA_CY_SYM_CIPHER_AES_CCM = 6,
    CPA_CY_SYM_CIPHER_AES_GCM = 7,
    CPA_CY_SYM_CIPHER_DES_ECB = 8,
    CPA_CY_SYM_CIPHER_DES_CBC = 9,
    CPA_CY_SYM_CIPHER_3DES_ECB = 10,
    CPA_CY_SYM_CIPHER_3DES_CBC = 11,
    CPA_CY_SYM_CIPHER_3DES_CTR = 12,
    CPA_CY_SYM_CIPHER_KASUMI_F8 = 13,
    CPA_CY_SYM_CIPHER_SNOW3G_UEA2 = 14,
    CPA_CY_SYM_CIPHER_AES_F8 = 15,
    CPA_CY_SYM_CIPHER_AES_XTS = 16,
    CPA_CY_SYM_CIPHER_ZUC_EEA3 = 17,
    CPA_CY_SYM_CIPHER_CHACHA = 18,
    CPA_CY_SYM_CIPHER_SM4_ECB = 19,
    CPA_CY_SYM_CIPHER_SM4_CBC = 20,
    CPA_CY_SYM_CIPHER_SM4_CTR = 21
} CpaCySymCipherAlgorithm;

typedef enum {
    CPA_CY_SYM_CIPHER_DIRECTION_ENCRYPT = 1,
    CPA_CY_SYM_CIPHER_DIRECTION_DECRYPT
} CpaCySymCipherDirection;

typedef enum {
    CPA_CY_SYM_HASH_MODE_PLAIN = 1,
    CPA_CY_SYM_HASH_MODE_AUTH,
    CPA_CY_SYM_HASH_MODE_NESTED
} CpaCySymHashMode;

typedef enum {
    CPA_CY_SYM_HASH_NONE = 0,
    CPA_CY_SYM_HASH_MD5 = 1,
    CPA_CY_SYM_HASH_SHA1 = 2,
    CPA_CY_SYM_HASH_SHA224 = 3,
    CPA_CY_SYM_HASH_SHA256 = 4,
    CPA_CY_SYM_HASH_SHA384 = 5,
    CPA_CY_SYM_HASH_SHA512 = 6,
    CPA_CY_SYM_HASH_AES_XCBC = 7,
    CPA_CY_SYM_HASH_AES_CCM = 8,
    CPA_CY_SYM_HASH_AES_GCM = 9,
    CPA_CY_SYM_HASH_KASUMI_F9 = 10,
    CPA_CY_SYM_HASH_SNOW3G_UIA2 = 11,
    CPA_CY_SYM_HASH_AES_CMAC = 12,
    CPA_CY_SYM_HASH_AES_GMAC = 13,
    CPA_CY_SYM_HASH_AES_CBC_MAC = 14,
    CPA_CY_SYM_HASH_ZUC_EIA3 = 15,
    CPA_CY_SYM_HASH_SHA3_256 = 16,
    CPA_CY_SYM_HASH_SHA3_224 = 17,
    CPA_CY_SYM_HASH_SHA3_384 = 18,
    CPA_CY_SYM_HASH_SHA3_512 = 19,
    CPA_CY_SYM_HASH_SHAKE_128 = 20,
    CPA_CY_SYM_HASH_SHAKE_256 = 21,
    CPA_CY_SYM_HASH_POLY = 22,
    CPA_CY_SYM_HASH_SM3 = 23
} CpaCySymHashAlgorithm;

typedef enum {
    CPA_CY_SYM_ALG_CHAIN_ORDER_HASH_THEN_CIPHER = 1,
    CPA_CY_SYM_ALG_CHAIN_ORDER_CIPHER_THEN_HASH
} CpaCySymAlgChainOrder;

#define CPA_CY_SYM_CIPHER_CAP_BITMAP_SIZE (32)
#define CPA_CY_SYM_HASH_CAP_BITMAP_SIZE (32)

/* --- set-up of a session --- */

typedef struct {
    CpaCySymCipherAlgorithm cipherAlgorithm;
    Cpa32U cipherKeyLenInBytes;
    Cpa8U *pCipherKey;
    CpaCySymCipherDirection cipherDirection;
} CpaCySymCipherSetupData;

typedef struct {
    Cpa8U *pInnerPrefixData;
    Cpa32U innerPrefixLenInBytes;
    CpaCySymHashAlgorithm outerHashAlgorithm;
    Cpa8U *pOuterPrefixData;
    Cpa32U outerPrefixLenInBytes;
} CpaCySymHashNestedModeSetupData;

typedef struct {
    Cpa8U *authKey;
    Cpa32U authKeyLenInBytes;
    Cpa32U aadLenInBytes;
} CpaCySymHashAuthModeSetupData;

typedef struct {
    CpaCySymHashAlgorithm hashAlgorithm;
    CpaCySymHashMode hashMode;
    Cpa32U digestResultLenInBytes;
    CpaCySymHashAuthModeSetupData authModeSetupData;
    CpaCySymHashNestedModeSetupData nestedModeSetupData;
} CpaCySymHashSetupData;

typedef struct {
    CpaCyPriority sessionPriority;
    CpaCySymOp symOperation;
    CpaCySymCipherSetupData cipherSetupData;
    CpaCySymHashSetupData hashSetupData;
    CpaCySymAlgChainOrder algChainOrder;
    CpaBoolean digestIsAppended;
    CpaBoolean verifyDigest;
    CpaBoolean partialsNotRequired;
} CpaCySymSessionSetupData;

#define CPA_CY_SYM_SESUPD_CIPHER_KEY (1 << 0)
#define CPA_CY_SYM_SESUPD_CIPHER_DIR (1 << 1)
#define CPA_CY_SYM_SESUPD_AUTH_KEY (1 << 2)

typedef struct {
    Cpa32U flags;
    Cpa8U *pCipherKey;
    CpaCySymCipherDirection cipherDirection;
    Cpa8U *authKey;
} CpaCySymSessionUpdateData;

/* --- requests --- */

typedef struct {
    Cpa8U *pContext;
    Cpa16U contextLen;
} CpaCySymDeriveOpData;

typedef struct {
    CpaCySymSessionCtx sessionCtx;
    CpaCySymPacketType packetType;
    Cpa8U *pIv;
    Cpa32U ivLenInBytes;
    Cpa32U cryptoStartSrcOffsetInBytes;
    Cpa32U messageLenToCipherInBytes;
    Cpa32U hashStartSrcOffsetInBytes;
    Cpa32U messageLenToHashInBytes;
    Cpa8U *pDigestResult;
    Cpa8U *pAdditionalAuthData;
} CpaCySymOpData;

/* CCM: the first byte of the IV, and the first 18 of the additional data's array, are the library's. */
#define CPA_CY_SYM_CCM_SET_NONCE(pOpData, pNonce, nonceLen) \
    do {                                                    \
        memcpy(&pOpData->pIv[1], pNonce, nonceLen);         \
        memcpy(&pOpData->pAdditionalAuthData[1], pNonce, nonceLen); \
    } while (0)
#define CPA_CY_SYM_CCM_SET_AAD(pOpData, pAad, aadLen)                \
    do {                                                             \
        memcpy(&pOpData->pAdditionalAuthData[18], pAad, aadLen);     \
    } while (0)

typedef struct {
    CpaCySymOpData symOpData;
    CpaCySymDeriveOpData deriveCtxData;
} CpaCySymOpData2;

typedef struct {
    Cpa32U numSessionsInitialized;
    Cpa32U numSessionsRemoved;
    Cpa32U numSessionErrors;
    Cpa32U numSymOpRequests;
    Cpa32U numSymOpRequestErrors;
    Cpa32U numSymOpCompleted;
    Cpa32U numSymOpCompletedErrors;
    Cpa32U numSymOpVerifyFailures;
} CpaCySymStats CPA_DEPRECATED;

typedef struct {
    Cpa64U numSessionsInitialized;
    Cpa64U numSessionsRemoved;
    Cpa64U numSessionErrors;
    Cpa64U numSymOpRequests;
    Cpa64U numSymOpRequestErrors;
    Cpa64U numSymOpCompleted;
    Cpa64U numSymOpCompletedErrors;
    Cpa64U numSymOpVerifyFailures;
} CpaCySymStats64;

typedef struct {
    CPA_BITMAP(ciphers, CPA_CY_SYM_CIPHER_CAP_BITMAP_SIZE);
    CPA_BITMAP(hashes, CPA_CY_SYM_HASH_CAP_BITMAP_SIZE);
    CpaBoolean partialPacketSupported;
} CpaCySymCapabilitiesInfo;

typedef void (*CpaCySymCbFunc)(void *pCallbackTag, CpaStatus status, const CpaCySymOp operationType, void *pOpData,
                               CpaBufferList *pDstBuffer, CpaBoolean verifyResult);

CpaStatus cpaCySymSessionCtxGetSize(const CpaInstanceHandle instanceHandle,
                                    const CpaCySymSessionSetupData *pSessionSetupData,
                                    Cpa32U *pSessionCtxSizeInBytes);
CpaStatus cpaCySymSessionCtxGetDynamicSize(const CpaInstanceHandle instanceHandle,
                                           const CpaCySymSessionSetupData *pSessionSetupData,
                                           Cpa32U *pSessionCtxSizeInBytes);
CpaStatus cpaCySymInitSession(const CpaInstanceHandle instanceHandle, const CpaCySymCbFunc pSymCb,
                              const CpaCySymSessionSetupData *pSessionSetupData, CpaCySymSessionCtx sessionCtx);
CpaStatus cpaCySymRemoveSession(const CpaInstanceHandle instanceHandle, CpaCySymSessionCtx pSessionCtx);
CpaStatus cpaCySymUpdateSession(CpaCySymSessionCtx sessionCtx, const CpaCySymSessionUpdateData *pSessionUpdateData);
CpaStatus cpaCySymSessionInUse(CpaCySymSessionCtx sessionCtx, CpaBoolean *pSessionInUse);
CpaStatus cpaCySymPerformOp(const CpaInstanceHandle instanceHandle, void *pCallbackTag, const CpaCySymOpData *pOpData,
                            const CpaBufferList *pSrcBuffer, CpaBufferList *pDstBuffer, CpaBoolean *pVerifyResult);
CpaStatus cpaCySymQueryStats(const CpaInstanceHandle instanceHandle, CpaCySymStats *pSymStats);
CpaStatus cpaCySymQueryStats64(const CpaInstanceHandle instanceHandle, CpaCySymStats64 *pSymStats);
CpaStatus cpaCySymQueryCapabilities(const CpaInstanceHandle instanceHandle, CpaCySymCapabilitiesInfo *pCapInfo);

#ifdef __cplusplus
}
#endif

#endif
