/* Key and mask generation of the CPA interface. Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_CY_KEY_H
#define CPA_CY_KEY_H

#include "cpa_cy_common.h"
#include "cpa_cy_sym.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CPA_CY_KEY_GEN_SSL_TLS_RANDOM_LEN_IN_BYTES (32)

typedef enum {
    CPA_CY_KEY_SSL_OP_MASTER_SECRET_DERIVE = 1,
    CPA_CY_KEY_SSL_OP_KEY_MATERIAL_DERIVE,
    CPA_CY_KEY_SSL_OP_USER_DEFINED
} CpaCyKeySslOp;

typedef struct {
    CpaCyKeySslOp sslOp;
    CpaFlatBuffer secret, seed, info;
    Cpa32U generatedKeyLenInBytes;
    CpaFlatBuffer userLabel;
} CpaCyKeyGenSslOpData;

typedef enum {
    CPA_CY_KEY_TLS_OP_MASTER_SECRET_DERIVE = 1,
    CPA_CY_KEY_TLS_OP_KEY_MATERIAL_DERIVE,
    CPA_CY_KEY_TLS_OP_CLIENT_FINISHED_DERIVE,
    CPA_CY_KEY_TLS_OP_SERVER_FINISHED_DERIVE,
    CPA_CY_KEY_TLS_OP_USER_DEFINED
} CpaCyKeyTlsOp;

typedef struct {
    CpaCyKeyTlsOp tlsOp;
    CpaFlatBuffer secret, seed;
    Cpa32U generatedKeyLenInBytes;
    CpaFlatBuffer userLabel;
} CpaCyKeyGenTlsOpData;

typedef enum {
    CPA_CY_HKDF_KEY_EXTRACT = 12,
    CPA_CY_HKDF_KEY_EXPAND,
    CPA_CY_HKDF_KEY_EXTRACT_EXPAND,
    CPA_CY_HKDF_KEY_EXPAND_LABEL,
    CPA_CY_HKDF_KEY_EXTRACT_EXPAND_LABEL
} CpaCyKeyHKDFOp;

typedef enum {
    CPA_CY_HKDF_TLS_AES_128_GCM_SHA256 = 1,
    CPA_CY_HKDF_TLS_AES_256_GCM_SHA384,
    CPA_CY_HKDF_TLS_CHACHA20_POLY1305_SHA256,
    CPA_CY_HKDF_TLS_AES_128_CCM_SHA256,
    CPA_CY_HKDF_TLS_AES_128_CCM_8_SHA256
} CpaCyKeyHKDFCipherSuite;

#define CPA_CY_HKDF_SUBLABEL_KEY ((Cpa16U)0x0001)
#define CPA_CY_HKDF_SUBLABEL_IV ((Cpa16U)0x0002)
#define CPA_CY_HKDF_SUBLABEL_RESUMPTION ((Cpa16U)0x0004)
#define CPA_CY_HKDF_SUBLABEL_FINISHED ((Cpa16U)0x0008)
#define CPA_CY_HKDF_KEY_MAX_SECRET_SZ ((Cpa8U)80)
#define CPA_CY_HKDF_KEY_MAX_HMAC_SZ ((Cpa8U)48)
#define CPA_CY_HKDF_KEY_MAX_INFO_SZ ((Cpa8U)80)
#define CPA_CY_HKDF_KEY_MAX_LABEL_SZ ((Cpa8U)78)
#define CPA_CY_HKDF_KEY_MAX_LABEL_COUNT ((Cpa8U)4)

typedef struct {
    Cpa8U label[CPA_CY_HKDF_KEY_MAX_LABEL_SZ];
    Cpa8U labelLen, sublabelFlag;
} CpaCyKeyGenHKDFExpandLabel;

typedef struct {
    CpaCyKeyHKDFOp hkdfKeyOp;
    Cpa8U secretLen;
    Cpa16U seedLen, infoLen, numLabels;
    Cpa8U secret[CPA_CY_HKDF_KEY_MAX_SECRET_SZ], seed[CPA_CY_HKDF_KEY_MAX_HMAC_SZ];
    Cpa8U info[CPA_CY_HKDF_KEY_MAX_INFO_SZ];
    CpaCyKeyGenHKDFExpandLabel label[CPA_CY_HKDF_KEY_MAX_LABEL_COUNT];
} CpaCyKeyGenHKDFOpData;

typedef struct {
    CpaFlatBuffer seedBuffer;
    Cpa32U maskLenInBytes;
} CpaCyKeyGenMgfOpData;

typedef struct {
    CpaCyKeyGenMgfOpData baseOpData;
    CpaCySymHashAlgorithm hashAlgorithm;
} CpaCyKeyGenMgfOpDataExt;

typedef struct {
    Cpa32U numSslKeyGenRequests, numSslKeyGenRequestErrors, numSslKeyGenCompleted, numSslKeyGenCompletedErrors,
        numTlsKeyGenRequests, numTlsKeyGenRequestErrors, numTlsKeyGenCompleted, numTlsKeyGenCompletedErrors,
        numMgfKeyGenRequests, numMgfKeyGenRequestErrors, numMgfKeyGenCompleted, numMgfKeyGenCompletedErrors;
} CpaCyKeyGenStats CPA_DEPRECATED;

typedef struct {
    Cpa64U numSslKeyGenRequests, numSslKeyGenRequestErrors, numSslKeyGenCompleted, numSslKeyGenCompletedErrors,
        numTlsKeyGenRequests, numTlsKeyGenRequestErrors, numTlsKeyGenCompleted, numTlsKeyGenCompletedErrors,
        numMgfKeyGenRequests, numMgfKeyGenRequestErrors, numMgfKeyGenCompleted, numMgfKeyGenCompletedErrors;
} CpaCyKeyGenStats64;

CpaStatus cpaCyKeyGenSsl(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pKeyGenCb,
                         void *pCallbackTag, const CpaCyKeyGenSslOpData *pKeyGenSslOpData,
                         CpaFlatBuffer *pGeneratedKeyBuffer);
CpaStatus cpaCyKeyGenTls(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pKeyGenCb,
                         void *pCallbackTag, const CpaCyKeyGenTlsOpData *pKeyGenTlsOpData,
                         CpaFlatBuffer *pGeneratedKeyBuffer);
CpaStatus cpaCyKeyGenTls2(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pKeyGenCb,
                          void *pCallbackTag, const CpaCyKeyGenTlsOpData *pKeyGenTlsOpData,
                          CpaCySymHashAlgorithm hashAlgorithm, CpaFlatBuffer *pGeneratedKeyBuffer);
CpaStatus cpaCyKeyGenTls3(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pKeyGenCb,
                          void *pCallbackTag, const CpaCyKeyGenHKDFOpData *pKeyGenTlsOpData,
                          CpaCyKeyHKDFCipherSuite cipherSuite, CpaFlatBuffer *pGeneratedKeyBuffer);
CpaStatus cpaCyKeyGenMgf(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pKeyGenCb,
                         void *pCallbackTag, const CpaCyKeyGenMgfOpData *pKeyGenMgfOpData,
                         CpaFlatBuffer *pGeneratedMaskBuffer);
CpaStatus cpaCyKeyGenMgfExt(const CpaInstanceHandle instanceHandle, const CpaCyGenFlatBufCbFunc pKeyGenCb,
                            void *pCallbackTag, const CpaCyKeyGenMgfOpDataExt *pKeyGenMgfOpDataExt,
                            CpaFlatBuffer *pGeneratedMaskBuffer);
CPA_DEPRECATED CpaStatus cpaCyKeyGenQueryStats(const CpaInstanceHandle instanceHandle, CpaCyKeyGenStats *pKeyGenStats);
CpaStatus cpaCyKeyGenQueryStats64(const CpaInstanceHandle instanceHandle, CpaCyKeyGenStats64 *pKeyGenStats);

#ifdef __cplusplus
}
#endif

#endif
