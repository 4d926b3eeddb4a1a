/* Data compression part of the CPA interface.
   Names, values and struct layouts follow Intel QATlib (API 5.9); the text is AccelAgent's own.
   LZ4, zstd, dictionaries and stateful sessions are declared, and refused: the emulated device does not have them. */
#ifndef CPA_DC_H
#define CPA_DC_H

#include "cpa.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CPA_DC_API_VERSION_NUM_MAJOR (CPA_API_VERSION_NUM_MAJOR)
#define CPA_DC_API_VERSION_NUM_MINOR (CPA_API_VERSION_NUM_MINOR)
#define CPA_DC_API_VERSION_AT_LEAST(major, minor) CPA_API_VERSION_AT_LEAST(major, minor)
#define CPA_DC_API_VERSION_LESS_THAN(major, minor) CPA_API_VERSION_LESS_THAN(major, minor)
#define CPA_DC_CHAIN_CAP_BITMAP_SIZE (32)

typedef void *CpaDcSessionHandle;
typedef void (*CpaDcCallbackFn)(void *callbackTag, CpaStatus status);

/* --- choices --- */

typedef enum {
    CPA_DC_FLUSH_NONE = 0,
    CPA_DC_FLUSH_FINAL, /* last request of a stream */
    CPA_DC_FLUSH_SYNC,
    CPA_DC_FLUSH_FULL   /* request of a stateless stream that is not the last */
} CpaDcFlush;

typedef enum { CPA_DC_HT_STATIC = 0, CPA_DC_HT_PRECOMP, CPA_DC_HT_FULL_DYNAMIC } CpaDcHuffType;

typedef enum { CPA_DC_DEFLATE = 3, CPA_DC_LZ4, CPA_DC_LZ4S, CPA_DC_ZSTD } CpaDcCompType;

typedef enum {
    CPA_DC_WINSIZE_4K = 0,
    CPA_DC_WINSIZE_8K,
    CPA_DC_WINSIZE_16K,
    CPA_DC_WINSIZE_32K,
    CPA_DC_WINSIZE_64K
} CpaDcCompWindowSize;

typedef enum { CPA_DC_MIN_3_BYTE_MATCH = 0, CPA_DC_MIN_4_BYTE_MATCH } CpaDcCompMinMatch;

typedef enum {
    CPA_DC_LZ4_MAX_BLOCK_SIZE_64K = 0,
    CPA_DC_LZ4_MAX_BLOCK_SIZE_256K,
    CPA_DC_LZ4_MAX_BLOCK_SIZE_1M,
    CPA_DC_LZ4_MAX_BLOCK_SIZE_4M
} CpaDcCompLZ4BlockMaxSize;

typedef enum {
    CPA_DC_BLOCK_SIZE_64K_BITMASK = CPA_BITMASK(0),
    CPA_DC_BLOCK_SIZE_256K_BITMASK = CPA_BITMASK(1),
    CPA_DC_BLOCK_SIZE_1M_BITMASK = CPA_BITMASK(2),
    CPA_DC_BLOCK_SIZE_4M_BITMASK = CPA_BITMASK(3)
} CpaDcBlockSizeBitmask;

typedef enum {
    CPA_DC_NONE = 0,
    CPA_DC_CRC32,
    CPA_DC_ADLER32,
    CPA_DC_CRC32_ADLER32,
    CPA_DC_XXHASH32,
    CPA_DC_XXHASH64
} CpaDcChecksum;

typedef enum { CPA_DC_DIR_COMPRESS = 0, CPA_DC_DIR_DECOMPRESS, CPA_DC_DIR_COMBINED } CpaDcSessionDir;
typedef CpaDcSessionDir CpaDcDir;

typedef enum { CPA_DC_STATEFUL = 0, CPA_DC_STATELESS } CpaDcSessionState;
typedef CpaDcSessionState CpaDcState;

typedef enum {
    CPA_DC_L1 = 1,
    CPA_DC_L2,
    CPA_DC_L3,
    CPA_DC_L4,
    CPA_DC_L5,
    CPA_DC_L6,
    CPA_DC_L7,
    CPA_DC_L8,
    CPA_DC_L9,
    CPA_DC_L10,
    CPA_DC_L11,
    CPA_DC_L12
} CpaDcCompLvl;

typedef enum {
    CPA_DC_ASB_DISABLED = 0,
    CPA_DC_ASB_STATIC_DYNAMIC = 1,
    CPA_DC_ASB_UNCOMP_STATIC_DYNAMIC_WITH_STORED_HDRS = 2,
    CPA_DC_ASB_UNCOMP_STATIC_DYNAMIC_WITH_NO_HDRS = 3,
    CPA_DC_ASB_ENABLED = 4
} CpaDcAutoSelectBest;

typedef enum {
    CPA_DC_ASB_THRESHOLD_256 = 0,
    CPA_DC_ASB_THRESHOLD_512 = 1,
    CPA_DC_ASB_THRESHOLD_1024 = 2,
    CPA_DC_ASB_THRESHOLD_2048 = 3,
    CPA_DC_ASB_THRESHOLD_4096 = 4,
    CPA_DC_ASB_THRESHOLD_8192 = 5,
    CPA_DC_ASB_THRESHOLD_16384 = 6,
    CPA_DC_ASB_THRESHOLD_32768 = 7,
    CPA_DC_ASB_THRESHOLD_65536 = 8
} CpaDcAsbThreshold;

typedef enum {
    CPA_DC_ASB_RATIO_1_SIXTEENTH = 1,
    CPA_DC_ASB_RATIO_2_SIXTEENTH = 2,
    CPA_DC_ASB_RATIO_3_SIXTEENTH = 3,
    CPA_DC_ASB_RATIO_4_SIXTEENTH = 4,
    CPA_DC_ASB_RATIO_5_SIXTEENTH = 5,
    CPA_DC_ASB_RATIO_6_SIXTEENTH = 6,
    CPA_DC_ASB_RATIO_7_SIXTEENTH = 7,
    CPA_DC_ASB_RATIO_8_SIXTEENTH = 8,
    CPA_DC_ASB_RATIO_9_SIXTEENTH = 9,
    CPA_DC_ASB_RATIO_10_SIXTEENTH = 10,
    CPA_DC_ASB_RATIO_11_SIXTEENTH = 11,
    CPA_DC_ASB_RATIO_12_SIXTEENTH = 12,
    CPA_DC_ASB_RATIO_13_SIXTEENTH = 13,
    CPA_DC_ASB_RATIO_14_SIXTEENTH = 14,
    CPA_DC_ASB_RATIO_15_SIXTEENTH = 15,
    CPA_DC_ASB_RATIO_16_SIXTEENTH = 16
} CpaDcAsbRatio;

typedef enum {
    CPA_DC_SKIP_DISABLED = 0,
    CPA_DC_SKIP_AT_START = 1,
    CPA_DC_SKIP_AT_END = 2,
    CPA_DC_SKIP_STRIDE = 3
} CpaDcSkipMode;

typedef enum { CPA_DC_UNCOMPRESSED_DICT = 0, CPA_DC_COMPRESSED_DICT = 1 } CpaDcDictType;

typedef enum { CPA_DC_LZ4_OUTPUT_WITH_HEADER = 0, CPA_DC_LZ4_OUTPUT_WITHOUT_HEADER = 1 } CpaDcLZ4OutputFormat;

typedef enum { CPA_DC_INTEGRITY_CRC32 = 0, CPA_DC_INTEGRITY_CRC64 } CpaDcIntegrityCrcSize;

/* --- what became of a request (CpaDcRqResults.status) --- */

typedef enum {
    CPA_DC_OK = 0,
    CPA_DC_INVALID_BLOCK_TYPE = -1,
    CPA_DC_BAD_STORED_BLOCK_LEN = -2,
    CPA_DC_TOO_MANY_CODES = -3,
    CPA_DC_INCOMPLETE_CODE_LENS = -4,
    CPA_DC_REPEATED_LENS = -5,
    CPA_DC_MORE_REPEAT = -6,
    CPA_DC_BAD_LITLEN_CODES = -7,
    CPA_DC_BAD_DIST_CODES = -8,
    CPA_DC_INVALID_CODE = -9,
    CPA_DC_INVALID_DIST = -10,
    CPA_DC_OVERFLOW = -11, /* the destination was too small */
    CPA_DC_SOFTERR = -12,
    CPA_DC_FATALERR = -13,
    CPA_DC_MAX_RESUBITERR = -14,
    CPA_DC_INCOMPLETE_FILE_ERR = -15,
    CPA_DC_WDOG_TIMER_ERR = -16,
    CPA_DC_EP_HARDWARE_ERR = -17,
    CPA_DC_VERIFY_ERROR = -18,
    CPA_DC_EMPTY_DYM_BLK = -19,
    CPA_DC_CRC_INTEG_ERR = -20,
    CPA_DC_REGION_OUT_OF_BOUNDS = -21,
    CPA_DC_LZ4_INVALID_COMP_LEN = -24,
    CPA_DC_ACCEL_PARITY_ERR = -27,
    CPA_DC_INVALID_DICT_BUFF = -28,
    CPA_DC_LZ4_MULTIBLOCK_WITHOUT_HEADER = -29,
    CPA_DC_INVALID_ZSTD_FRAME = -30,
    CPA_DC_ZSTD_REGEN_COMP_SIZE_MISMATCH = -31,
    CPA_DC_ZSTD_NO_PRIOR_TREE = -32,
    CPA_DC_ZSTD_HUFFMAN_TREE_BUILD_ERROR = -33,
    CPA_DC_ZSTD_MAX_CODELEN_EXCEEDED = -34,
    CPA_DC_ZSTD_MAX_ACCURACY_LOG_EXCEEDED = -35,
    CPA_DC_ZSTD_HUFFMAN_WEIGHTS_CORRUPTED = -36,
    CPA_DC_ZSTD_LIBUFFER_OVERFLOW = -37,
    CPA_DC_ZSTD_JUMP_TABLE_CORRUPTED = -38,
    CPA_DC_ZSTD_RESERVED_BLOCK_SEEN = -39,
    CPA_DC_ZSTD_LITERAL_DECOMPRESSION_DATA_ERROR = -40,
    CPA_DC_ZSTD_LIT_PADDING_BYTE_CORRUPTED_ERROR = -41,
    CPA_DC_ZSTD_FSE_TABLE_DECODE_ERROR = -42,
    CPA_DC_ZSTD_ACCURACY_LOG_EXCEEDS_MAX = -43,
    CPA_DC_ZSTD_INCOMPLETE_SEQUENCE_DATA_BLOCK = -47,
    CPA_DC_ZSTD_REPEAT_MODE_WITH_NO_PRIOR_FSE = -48,
    CPA_DC_MISC_ERROR = -50,
    CPA_DC_ZSTD_SEQ_FSE_TABLE_DECODE_ERROR = -51,
    CPA_DC_ZSTD_LITERAL_BUFFER_UNDERRUN = -52,
    CPA_DC_ZSTD_SEQ_OVERFLOW_ERROR = -53,
    CPA_DC_ZERO_TOKEN_OFFSET = -55,
    CPA_DC_ZSTD_SEQ_PADDING_BYTE_CORRUPTED_ERROR = -56,
    CPA_DC_ZSTD_CMN_TAG_CORRUPTED_ERROR = -57,
    CPA_DC_ZSTD_SYMBOL_CPR_MODE_ERROR = -61,
    CPA_DC_ZSTD_FRAME_CONTENT_SIZE_MISMATCH = -62,
    CPA_DC_ZSTD_FRAME_CONTENT_CHECKSUM_MISMATCH = -63,
    CPA_DC_ZSTD_ZERO_COMPRESSED_BLOCK_SIZE = -64,
    CPA_DC_ZSTD_FRAME_HEADER_UNDERFLOW_ERROR = -65,
    CPA_DC_ZSTD_CONTENT_CHECKSUM_UNDERFLOW_ERROR = -66,
    CPA_DC_LZ4_MAX_BLOCK_SIZE_EXCEEDED = -93,
    CPA_DC_LZ4_BLOCK_OVERFLOW_ERR = -95,
    CPA_DC_LZ4_TOKEN_IS_ZERO_ERR = -98,
    CPA_DC_LZ4_DISTANCE_OUT_OF_RANGE_ERR = -100,
    CPA_DC_E2E_NO_DECOMPRESSION = -101
} CpaDcReqStatus;

#define CPA_DC_BAD_DATA (-100)

/* --- structures --- */

typedef struct {
    CpaBoolean statefulLZSCompression;
    CpaBoolean statefulLZSDecompression;
    CpaBoolean statelessLZSCompression;
    CpaBoolean statelessLZSDecompression;
    CpaBoolean statefulLZSSCompression;
    CpaBoolean statefulLZSSDecompression;
    CpaBoolean statelessLZSSCompression;
    CpaBoolean statelessLZSSDecompression;
    CpaBoolean statefulELZSCompression;
    CpaBoolean statefulELZSDecompression;
    CpaBoolean statelessELZSCompression;
    CpaBoolean statelessELZSDecompression;
    CpaBoolean statefulDeflateCompression;
    CpaBoolean statefulDeflateDecompression;
    CpaBoolean statelessDeflateCompression;
    CpaBoolean statelessDeflateDecompression;
    CpaBoolean statelessLZ4Compression;
    CpaBoolean statelessLZ4Decompression;
    CpaBoolean statefulLZ4Decompression;
    CpaBoolean statelessLZ4SCompression;
    CpaBoolean checksumCRC32;
    CpaBoolean checksumAdler32;
    CpaBoolean checksumXXHash32;
    CpaBoolean dynamicHuffman;
    CpaBoolean dynamicHuffmanBufferReq;
    CpaBoolean precompiledHuffman;
    CpaBoolean autoSelectBestHuffmanTree;
    Cpa8U validWindowSizeMaskCompression;
    Cpa8U validWindowSizeMaskDecompression;
    Cpa32U internalHuffmanMem;
    CpaBoolean endOfLastBlock;
    CpaBoolean reportParityError;
    CpaBoolean batchAndPack;
    CpaBoolean compressAndVerify;
    CpaBoolean compressAndVerifyStrict;
    CpaBoolean compressAndVerifyAndRecover;
    CpaBoolean integrityCrcs;
    CPA_BITMAP(dcChainCapInfo, CPA_DC_CHAIN_CAP_BITMAP_SIZE);
    CpaBoolean integrityCrcs64b;
} CpaDcInstanceCapabilities CPA_DEPRECATED;

typedef struct {
    CpaDcCompLvl compLevel;
    CpaDcCompType compType;
    CpaDcHuffType huffType;
    CpaDcAutoSelectBest autoSelectBestHuffmanTree;
    CpaDcSessionDir sessDirection;
    CpaDcSessionState sessState; /* the 4xxx devices compress CPA_DC_STATELESS only */
    CpaDcCompWindowSize windowSize;
    CpaDcCompMinMatch minMatch;
    CpaDcCompLZ4BlockMaxSize lz4BlockMaxSize;
    CpaBoolean lz4BlockChecksum;
    CpaBoolean lz4BlockIndependence;
    CpaDcChecksum checksum;
    CpaBoolean accumulateXXHash;
} CpaDcSessionSetupData;
typedef CpaDcSessionSetupData CpaDcNsSetupData;

typedef struct {
    CpaDcCompLvl compLevel;
    CpaDcHuffType huffType;
    CpaBoolean enableDmm;
} CpaDcSessionUpdateData;

typedef struct {
    Cpa64U numCompRequests;
    Cpa64U numCompRequestsErrors;
    Cpa64U numCompCompleted;
    Cpa64U numCompCompletedErrors;
    Cpa64U numCompCnvErrorsRecovered;
    Cpa64U numDecompRequests;
    Cpa64U numDecompRequestsErrors;
    Cpa64U numDecompCompleted;
    Cpa64U numDecompCompletedErrors;
} CpaDcStats;

typedef struct {
    CpaDcReqStatus status;
    Cpa32U produced;
    Cpa32U consumed;
    Cpa32U checksum; /* in: the checksum so far; out: including this request's uncompressed bytes */
    CpaBoolean endOfLastBlock;
    CpaBoolean dataUncompressed;
} CpaDcRqResults;

typedef struct {
    Cpa32U iCrc;
    Cpa32U oCrc;
} CpaIntegrityCrc;

typedef struct {
    Cpa64U iCrc;
    Cpa64U oCrc;
} CpaIntegrityCrc64b;

typedef struct {
    Cpa32U crc32;
    Cpa32U adler32;
    CpaIntegrityCrc integrityCrc;
    CpaIntegrityCrc64b integrityCrc64b;
} CpaCrcData;

typedef struct {
    CpaDcSkipMode skipMode;
    Cpa32U skipLength;
    Cpa32U strideLength;
    Cpa32U firstSkipOffset;
} CpaDcSkipData;

typedef struct {
    CpaDcFlush flushFlag;
    CpaBoolean compressAndVerify;
    CpaBoolean compressAndVerifyAndRecover;
    CpaBoolean integrityCrcCheck;
    CpaBoolean verifyHwIntegrityCrcs;
    CpaDcIntegrityCrcSize integrityCrcSize;
    CpaDcSkipData inputSkipData;
    CpaDcSkipData outputSkipData;
    CpaCrcData *pCrcData;
} CpaDcOpData;

typedef struct {
    CpaDcOpData dcOpData;
    CpaBoolean appendCRC64;
} CpaDcOpData2;

typedef struct {
    CpaBufferList *pDictionaryBuff;
    CpaDcDictType dictionaryType;
    CpaBoolean calcDictionaryIntegCrc;
    CpaIntegrityCrc64b dictionaryIntegCrc64b;
    Cpa32U dictId;
    void *pExtDictionaryData;
} CpaDcDictionaryData;

typedef void (*CpaDcInstanceNotificationCbFunc)(const CpaInstanceHandle instanceHandle, void *pCallbackTag,
                                                const CpaInstanceEvent instanceEvent);

/* --- instances --- */

CpaStatus cpaDcGetNumInstances(Cpa16U *pNumInstances);
CpaStatus cpaDcGetInstances(Cpa16U numInstances, CpaInstanceHandle *dcInstances);
CpaStatus cpaDcInstanceGetInfo2(const CpaInstanceHandle instanceHandle, CpaInstanceInfo2 *pInstanceInfo2);
CpaStatus cpaDcQueryCapabilities(CpaInstanceHandle dcInstance, CpaDcInstanceCapabilities *pInstanceCapabilities);
CpaStatus cpaDcSetAddressTranslation(const CpaInstanceHandle instanceHandle, CpaVirtualToPhysical virtual2Physical);
CpaStatus cpaDcGetNumIntermediateBuffers(CpaInstanceHandle instanceHandle, Cpa16U *pNumBuffers);
CpaStatus cpaDcStartInstance(CpaInstanceHandle instanceHandle, Cpa16U numBuffers,
                             CpaBufferList **pIntermediateBuffers);
CpaStatus cpaDcStopInstance(CpaInstanceHandle instanceHandle);
CpaStatus cpaDcInstanceSetNotificationCb(const CpaInstanceHandle instanceHandle,
                                         const CpaDcInstanceNotificationCbFunc pInstanceNotificationCb,
                                         void *pCallbackTag);
CpaStatus cpaDcGetStats(CpaInstanceHandle dcInstance, CpaDcStats *pStatistics);
CpaStatus cpaDcGetStatusText(const CpaInstanceHandle dcInstance, const CpaStatus errStatus, Cpa8S *pStatusText);

/* --- sessions; a NULL callback makes every request of the session synchronous --- */

CpaStatus cpaDcGetSessionSize(CpaInstanceHandle dcInstance, CpaDcSessionSetupData *pSessionData,
                              Cpa32U *pSessionSize, Cpa32U *pContextSize);
CpaStatus cpaDcInitSession(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                           CpaDcSessionSetupData *pSessionData, CpaBufferList *pContextBuffer,
                           CpaDcCallbackFn callbackFn);
CpaStatus cpaDcResetSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle);
CpaStatus cpaDcUpdateSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                             CpaDcSessionUpdateData *pSessionUpdateData);
CpaStatus cpaDcRemoveSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle);
CpaStatus cpaDcSetCrcControlData(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                 CpaCrcControlData *pCrcControlData);
CpaStatus cpaDcSetAsbThreshold(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                               CpaDcAsbThreshold asbThreshold);
CpaStatus cpaDcSetAsbRatio(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                           CpaDcAsbRatio asbRatio);
CpaStatus cpaDcSetLZ4OutputFormat(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                  CpaDcLZ4OutputFormat outLZ4Format);
CpaStatus cpaDcResetXXHashState(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle);

/* --- sizes --- */

CpaStatus cpaDcBufferListGetMetaSize(const CpaInstanceHandle instanceHandle, Cpa32U numBuffers, Cpa32U *pSizeInBytes);
CpaStatus cpaDcDeflateCompressBound(const CpaInstanceHandle dcInstance, CpaDcHuffType huffType, Cpa32U inputSize,
                                    Cpa32U *outputSize);
CpaStatus cpaDcLZ4CompressBound(const CpaInstanceHandle dcInstance, Cpa32U inputSize, Cpa32U *outputSize);
CpaStatus cpaDcLZ4SCompressBound(const CpaInstanceHandle dcInstance, Cpa32U inputSize, Cpa32U *outputSize);
CpaStatus cpaDcZstdCompressBound(const CpaInstanceHandle dcInstance, Cpa32U inputSize, Cpa32U *outputSize);
CpaStatus cpaDcGetMetaSizeForSrcBuffWithDict(const CpaInstanceHandle instanceHandle, Cpa32U numDictBuffers,
                                             Cpa32U numSourceBuffers, Cpa32U *pSizeInBytes);

/* --- requests: buffers, op data and results stay the device's until completion --- */

CpaStatus cpaDcCompressData(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle, CpaBufferList *pSrcBuff,
                            CpaBufferList *pDestBuff, CpaDcRqResults *pResults, CpaDcFlush flushFlag,
                            void *callbackTag);
CpaStatus cpaDcCompressData2(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle, CpaBufferList *pSrcBuff,
                             CpaBufferList *pDestBuff, CpaDcOpData *pOpData, CpaDcRqResults *pResults,
                             void *callbackTag);
CpaStatus cpaDcDecompressData(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                              CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaDcRqResults *pResults,
                              CpaDcFlush flushFlag, void *callbackTag);
CpaStatus cpaDcDecompressData2(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                               CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaDcOpData *pOpData,
                               CpaDcRqResults *pResults, void *callbackTag);
CpaStatus cpaDcCompressDataWithDict(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                    CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff,
                                    CpaDcDictionaryData *pDictionaryData, CpaDcOpData *pOpData,
                                    CpaDcRqResults *pResults, void *callbackTag);
CpaStatus cpaDcDecompressDataWithDict(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                      CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff,
                                      CpaDcDictionaryData *pDictionaryData, CpaDcOpData *pOpData,
                                      CpaDcRqResults *pResults, void *callbackTag);

/* Without a session: the set-up comes with the request, and results->checksum holds the checksum's start (Adler-32: 1). */
CpaStatus cpaDcNsCompressData(CpaInstanceHandle dcInstance, CpaDcNsSetupData *pSetupData, CpaBufferList *pSrcBuff,
                              CpaBufferList *pDestBuff, CpaDcOpData *pOpData, CpaDcRqResults *pResults,
                              CpaDcCallbackFn callbackFn, void *callbackTag);
CpaStatus cpaDcNsDecompressData(CpaInstanceHandle dcInstance, CpaDcNsSetupData *pSetupData, CpaBufferList *pSrcBuff,
                                CpaBufferList *pDestBuff, CpaDcOpData *pOpData, CpaDcRqResults *pResults,
                                CpaDcCallbackFn callbackFn, void *callbackTag);

/* --- gzip (CRC-32 sessions) and zlib (Adler-32 sessions) framing around raw deflate data --- */

CpaStatus cpaDcGenerateHeader(CpaDcSessionHandle pSessionHandle, CpaFlatBuffer *pDestBuff, Cpa32U *count);
CpaStatus cpaDcGenerateFooter(CpaDcSessionHandle pSessionHandle, CpaFlatBuffer *pDestBuff, CpaDcRqResults *pResults);
CpaStatus cpaDcNsGenerateHeader(CpaDcNsSetupData *pSetupData, CpaFlatBuffer *pDestBuff, Cpa32U *count);
CpaStatus cpaDcNsGenerateFooter(CpaDcNsSetupData *pSetupData, Cpa64U totalLength, CpaFlatBuffer *pDestBuff,
                                CpaDcRqResults *pResults);

#ifdef __cplusplus
}
#endif

#endif
