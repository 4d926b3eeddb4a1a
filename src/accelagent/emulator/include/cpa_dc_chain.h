/* Chains of compression and cryptography. The emulated device has one kind, a hash and a compression.
   Names and values follow Intel QATlib (API 5.9); the text is AccelAgent's own. */
#ifndef CPA_DC_CHAIN_H
#define CPA_DC_CHAIN_H

#include "cpa_cy_sym.h"
#include "cpa_dc.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    CPA_DC_CHAIN_COMPRESS_THEN_HASH = 0,
    CPA_DC_CHAIN_COMPRESS_THEN_ENCRYPT = 1,
    CPA_DC_CHAIN_COMPRESS_THEN_HASH_ENCRYPT = 2,
    CPA_DC_CHAIN_COMPRESS_THEN_ENCRYPT_HASH = 3,
    CPA_DC_CHAIN_COMPRESS_THEN_AEAD = 4,
    CPA_DC_CHAIN_HASH_THEN_COMPRESS = 5,
    CPA_DC_CHAIN_HASH_VERIFY_THEN_DECOMPRESS = 6,
    CPA_DC_CHAIN_DECRYPT_THEN_DECOMPRESS = 7,
    CPA_DC_CHAIN_HASH_VERIFY_DECRYPT_THEN_DECOMPRESS = 8,
    CPA_DC_CHAIN_DECRYPT_HASH_VERIFY_THEN_DECOMPRESS = 9,
    CPA_DC_CHAIN_AEAD_THEN_DECOMPRESS = 10,
    CPA_DC_CHAIN_DECOMPRESS_THEN_HASH_VERIFY = 11,
    CPA_DC_CHAIN_COMPRESS_THEN_AEAD_THEN_HASH = 12
} CpaDcChainOperations;

typedef enum { CPA_DC_CHAIN_COMPRESS_DECOMPRESS = 0, CPA_DC_CHAIN_SYMMETRIC_CRYPTO } CpaDcChainSessionType;

typedef struct {
    CpaDcChainSessionType sessType;
    __extension__ union {
        CpaDcSessionSetupData *pDcSetupData;
        CpaCySymSessionSetupData *pCySetupData;
    };
} CpaDcChainSessionSetupData;

typedef struct {
    CpaDcChainSessionType opType;
    __extension__ union {
        CpaDcOpData *pDcOp;
        CpaCySymOpData *pCySymOp;
    };
} CpaDcChainOpData;

typedef struct {
    CpaDcChainSessionType opType;
    __extension__ union {
        CpaDcOpData2 *pDcOp2;
        CpaCySymOpData2 *pCySymOp2;
    };
} CpaDcChainSubOpData2;

typedef struct {
    CpaDcReqStatus dcStatus;
    CpaStatus cyStatus;
    CpaBoolean verifyResult;
    Cpa32U produced;
    Cpa32U consumed;
    Cpa32U crc32;
    Cpa32U adler32;
} CpaDcChainRqResults;

typedef struct {
    CpaDcChainRqResults chainRqResults;
    Cpa64U ctxCrc64;
    Cpa64U iDcCrc64;
    Cpa64U oDcCrc64;
    Cpa64U storedCrc64;
    CpaBoolean reserved1;
    CpaStatus chainStatus;
} CpaDcChainRqVResults;

typedef struct {
    CpaBoolean testIntegrity;
    CpaDcChainOperations operation;
    Cpa8U numOpDatas;
    CpaDcChainSubOpData2 *pChainOpData;
} CpaDcChainOpData2;

CpaStatus cpaDcChainGetSessionSize(CpaInstanceHandle dcInstance, CpaDcChainOperations operation, Cpa8U numSessions,
                                   CpaDcChainSessionSetupData *pSessionData, Cpa32U *pSessionSize);
CpaStatus cpaDcChainInitSession(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                CpaDcChainOperations operation, Cpa8U numSessions,
                                CpaDcChainSessionSetupData *pSessionData, CpaDcCallbackFn callbackFn);
CpaStatus cpaDcChainSetCrcControlData(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                      CpaCrcControlData *pCrcControlData);
CpaStatus cpaDcChainResetSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle);
CpaStatus cpaDcChainRemoveSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle);
CpaStatus cpaDcChainPerformOp(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                              CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaDcChainOperations operation,
                              Cpa8U numOpDatas, CpaDcChainOpData *pChainOpData, CpaDcChainRqResults *pResults,
                              void *callbackTag);
CpaStatus cpaDcChainPerformOp2(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                               CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaBufferList *pInterBuff,
                               CpaDcChainOpData2 opData, CpaDcChainRqVResults *pResults, void *callbackTag);

#ifdef __cplusplus
}
#endif

#endif
