/* The QATzip interface, version 2.5: names, values and layouts are Intel's; see docs/qatzip.md for what is behind them. */
#ifndef _QATZIP_H
#define _QATZIP_H

#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#define QATZIP_API_VERSION_NUM_MAJOR (2)
#define QATZIP_API_VERSION_NUM_MINOR (5)
#define QATZIP_API_VERSION (QATZIP_API_VERSION_NUM_MAJOR * 10000 + QATZIP_API_VERSION_NUM_MINOR * 100)
#define QATZIP_API __attribute__((visibility("default")))

typedef enum QzHuffmanHdr_E { QZ_DYNAMIC_HDR = 0, QZ_STATIC_HDR } QzHuffmanHdr_T;
typedef enum PinMem_E { COMMON_MEM = 0, PINNED_MEM } PinMem_T;
typedef enum QzDirection_E { QZ_DIR_COMPRESS = 0, QZ_DIR_DECOMPRESS, QZ_DIR_BOTH } QzDirection_T;
typedef enum QzDataFormat_E {
    QZ_DEFLATE_4B = 0, /* raw deflate behind its size in 4 bytes */
    QZ_DEFLATE_GZIP,
    QZ_DEFLATE_GZIP_EXT, /* gzip whose extra field has both sizes */
    QZ_DEFLATE_RAW,
    QZ_FMT_NUM
} QzDataFormat_T;
typedef enum QzPollingMode_E { QZ_PERIODICAL_POLLING = 0, QZ_BUSY_POLLING } QzPollingMode_T;
typedef enum QzCrcType_E { QZ_CRC32 = 0, QZ_ADLER, NONE } QzCrcType_T;
typedef enum QzSoftwareComponentType_E {
    QZ_COMPONENT_FIRMWARE = 0,
    QZ_COMPONENT_KERNEL_DRIVER,
    QZ_COMPONENT_USER_DRIVER,
    QZ_COMPONENT_QATZIP_API,
    QZ_COMPONENT_SOFTWARE_PROVIDER
} QzSoftwareComponentType_T;
typedef enum QzLogLevel_E {
    LOG_NONE = 0,
    LOG_FATAL,
    LOG_ERROR,
    LOG_WARNING,
    LOG_INFO,
    LOG_DEBUG1,
    LOG_DEBUG2,
    LOG_DEBUG3
} QzLogLevel_T;

/* results; positive ones are no failures */
#define QZ_OK (0)
#define QZ_DUPLICATE (1)
#define QZ_FORCE_SW (2)
#define QZ_PARAMS (-1)
#define QZ_FAIL (-2)
#define QZ_BUF_ERROR (-3)
#define QZ_DATA_ERROR (-4)
#define QZ_TIMEOUT (-5)
#define QZ_INTEG (-100)
#define QZ_NO_HW (11)
#define QZ_NO_MDRV (12)
#define QZ_NO_INST_ATTACH (13)
#define QZ_LOW_MEM (14)
#define QZ_LOW_DEST_MEM (15)
#define QZ_UNSUPPORTED_FMT (16)
#define QZ_NONE (100)
#define QZ_NOSW_NO_HW (-101)
#define QZ_NOSW_NO_MDRV (-102)
#define QZ_NOSW_NO_INST_ATTACH (-103)
#define QZ_NOSW_LOW_MEM (-104)
#define QZ_NO_SW_AVAIL (-105)
#define QZ_NOSW_UNSUPPORTED_FMT (-116)
#define QZ_POST_PROCESS_ERROR (-117)
#define QZ_METADATA_OVERFLOW (-118)
#define QZ_OUT_OF_RANGE (-119)
#define QZ_NOT_SUPPORTED (-200)

#define QZ_MAX_ALGORITHMS ((int)255)
#define QZ_DEFLATE ((unsigned char)8)
#define QZ_LZ4 ((unsigned char)'4')
#define QZ_LZ4_BLOCK ((unsigned char)'B')
#define QZ_LZ4s ((unsigned char)'s')
#define QZ_ZSTD ((unsigned char)'Z')

#ifndef MIN
#define MIN(a, b) (((a) < (b)) ? (a) : (b))
#endif
#define QZ_MEMCPY(dest, src, dest_sz, src_sz) memcpy((void *)(dest), (void *)(src), (size_t)MIN(dest_sz, src_sz))

typedef int (*qzLZ4SCallbackFn)(void *external, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                                unsigned int *dest_len, int *ExtStatus);

typedef struct QzSessionParams_S {
    QzHuffmanHdr_T huffman_hdr;
    QzDirection_T direction;
    QzDataFormat_T data_fmt;
    unsigned int comp_lvl;
    unsigned char comp_algorithm;
    unsigned int max_forks;
    unsigned char sw_backup;
    unsigned int hw_buff_sz; /* bytes that one request takes; a power of two */
    unsigned int strm_buff_sz;
    unsigned int input_sz_thrshold; /* smaller inputs go to software */
    unsigned int req_cnt_thrshold;
    unsigned int wait_cnt_thrshold;
} QzSessionParams_T;

typedef struct QzSessionParamsCommon_S {
    QzDirection_T direction;
    unsigned int comp_lvl;
    unsigned char comp_algorithm;
    unsigned int max_forks;
    unsigned char sw_backup;
    unsigned int hw_buff_sz;
    unsigned int strm_buff_sz;
    unsigned int input_sz_thrshold;
    unsigned int req_cnt_thrshold;
    unsigned int wait_cnt_thrshold;
    QzPollingMode_T polling_mode;
    unsigned int is_sensitive_mode;
} QzSessionParamsCommon_T;

typedef struct QzSessionParamsDeflate_S {
    QzSessionParamsCommon_T common_params;
    QzHuffmanHdr_T huffman_hdr;
    QzDataFormat_T data_fmt;
} QzSessionParamsDeflate_T;

typedef struct QzSessionParamsLZ4_S {
    QzSessionParamsCommon_T common_params;
} QzSessionParamsLZ4_T;

typedef struct QzSessionParamsLZ4S_S {
    QzSessionParamsCommon_T common_params;
    qzLZ4SCallbackFn qzCallback;
    void *qzCallback_external;
    unsigned int lz4s_mini_match;
} QzSessionParamsLZ4S_T;

typedef struct QzSessionParamsDeflateExt_S {
    QzSessionParamsDeflate_T deflate_params;
    unsigned char stop_decompression_stream_end;
    unsigned char zlib_format;
} QzSessionParamsDeflateExt_T;

#define QZ_HUFF_HDR_DEFAULT QZ_DYNAMIC_HDR
#define QZ_DIRECTION_DEFAULT QZ_DIR_BOTH
#define QZ_DATA_FORMAT_DEFAULT QZ_DEFLATE_GZIP_EXT
#define QZ_COMP_LEVEL_DEFAULT 1
#define QZ_COMP_ALGOL_DEFAULT QZ_DEFLATE
#define QZ_POLL_SLEEP_DEFAULT 10
#define QZ_MAX_FORK_DEFAULT 3
#define QZ_SW_BACKUP_DEFAULT 1
#define QZ_HW_BUFF_SZ (64 * 1024)
#define QZ_HW_BUFF_SZ_Gen3 (1 * 1024 * 1024)
#define QZ_HW_BUFF_MIN_SZ (1 * 1024)
#define QZ_HW_BUFF_MAX_SZ (512 * 1024)
#define QZ_HW_BUFF_MAX_SZ_Gen3 (2 * 1024 * 1024 * 1024U)
#define QZ_STRM_BUFF_SZ_DEFAULT QZ_HW_BUFF_SZ
#define QZ_STRM_BUFF_MIN_SZ (1 * 1024)
#define QZ_STRM_BUFF_MAX_SZ (2 * 1024 * 1024 - 5 * 1024)
#define QZ_COMP_THRESHOLD_DEFAULT 1024
#define QZ_COMP_THRESHOLD_MINIMUM 128
#define QZ_REQ_THRESHOLD_MINIMUM 1
#define QZ_REQ_THRESHOLD_MAXIMUM NUM_BUFF
#define QZ_REQ_THRESHOLD_DEFAULT QZ_REQ_THRESHOLD_MAXIMUM
#define QZ_WAIT_CNT_THRESHOLD_DEFAULT 8
#define QZ_DEFLATE_COMP_LVL_MINIMUM (1)
#define QZ_DEFLATE_COMP_LVL_MAXIMUM (9)
#define QZ_DEFLATE_COMP_LVL_MAXIMUM_Gen3 (12)
#define QZ_LZS_COMP_LVL_MINIMUM (1)
#define QZ_LZS_COMP_LVL_MAXIMUM (12)
#define QZ_AUTO_SELECT_NUMA_NODE (-1)
#define QZ_SKID_PAD_SZ 48
#define QZ_COMPRESSED_SZ_OF_EMPTY_FILE 34

/* sw_backup: bit 0 allows software, bit 1 asks for nothing else */
#define QZ_SW_BACKUP_BIT_POSITION (0)
#define QZ_SW_FORCESW_BIT_POSITION (1)
#define QZ_ENABLE_SOFTWARE_BACKUP(_BackupVariable) (_BackupVariable |= (1 << QZ_SW_BACKUP_BIT_POSITION))
#define QZ_ENABLE_SOFTWARE_ONLY_EXECUTION(_BackupVariable) (_BackupVariable |= (1 << QZ_SW_FORCESW_BIT_POSITION))
#define QZ_DISABLE_SOFTWARE_BACKUP(_BackupVariable) (_BackupVariable &= ~(1 << QZ_SW_BACKUP_BIT_POSITION))
#define QZ_DISABLE_SOFTWARE_ONLY_EXECUTION(_BackupVariable) (_BackupVariable &= ~(1 << QZ_SW_FORCESW_BIT_POSITION))

/* what ext_rc says beside the result */
#define QZ_SW_EXECUTION_BIT (4)
#define QZ_SW_EXECUTION_MASK (1 << QZ_SW_EXECUTION_BIT)
#define QZ_SW_EXECUTION(ret, ext_rc) (!ret && (ext_rc & QZ_SW_EXECUTION_MASK))
#define QZ_TIMEOUT_BIT (8)
#define QZ_TIMEOUT_MASK (1 << QZ_TIMEOUT_BIT)
#define QZ_HW_TIMEOUT(ret, ext_rc) (!ret && (ext_rc & QZ_TIMEOUT_MASK))
#define QZ_POST_PROCESS_FAIL_BIT (10)
#define QZ_POST_PROCESS_FAIL_MASK (1 << QZ_POST_PROCESS_FAIL_BIT)
#define QZ_POST_PROCESS_FAIL(ret, ext_rc) (ret && (ext_rc & QZ_POST_PROCESS_FAIL_MASK))

typedef struct QzSession_S {
    signed long int hw_session_stat;
    int thd_sess_stat;
    void *internal;
    unsigned long total_in;
    unsigned long total_out;
} QzSession_T;

typedef struct QzStatus_S {
    unsigned short int qat_hw_count;
    unsigned char qat_service_init;
    unsigned char qat_mem_drvr;
    unsigned char qat_instance_attach;
    unsigned long int memory_alloced;
    unsigned char using_huge_pages;
    signed long int hw_session_status;
    unsigned char algo_sw[QZ_MAX_ALGORITHMS];
    unsigned char algo_hw[QZ_MAX_ALGORITHMS];
} QzStatus_T;

#define QZ_MAX_STRING_LENGTH 64
typedef struct QzSoftwareVersionInfo_S {
    QzSoftwareComponentType_T component_type;
    unsigned char component_name[QZ_MAX_STRING_LENGTH];
    unsigned int major_version;
    unsigned int minor_version;
    unsigned int patch_version;
    unsigned int build_number;
    unsigned char reserved[52];
} QzSoftwareVersionInfo_T;

typedef struct QzCrc64Config_S {
    uint64_t polynomial;
    uint64_t initial_value;
    uint32_t reflect_in;
    uint32_t reflect_out;
    uint64_t xor_out;
} QzCrc64Config_T;

typedef struct QzCrc32Config_S {
    uint32_t polynomial;
    uint32_t initial_value;
    uint32_t reflect_in;
    uint32_t reflect_out;
    uint32_t xor_out;
} QzCrc32Config_T;

#define QZ_INPUT_CRC_VALID_BIT (4)
#define QZ_INPUT_CRC_VALID_MASK (1 << QZ_INPUT_CRC_VALID_BIT)
#define QZ_OUTPUT_CRC_VALID_BIT (8)
#define QZ_OUTPUT_CRC_VALID_MASK (1 << QZ_OUTPUT_CRC_VALID_BIT)
#define QZ_CRC32_VALID_BIT (12)
#define QZ_CRC32_VALID_MASK (1 << QZ_CRC32_VALID_BIT)
#define QZ_CRC64_VALID_BIT (16)
#define QZ_CRC64_VALID_MASK (1 << QZ_CRC64_VALID_BIT)
#define QZ_CRC32_VALID(valid_flags) ((valid_flags & QZ_CRC32_VALID_MASK) && !(valid_flags & QZ_CRC64_VALID_MASK))
#define QZ_CRC64_VALID(valid_flags) ((valid_flags & QZ_CRC64_VALID_MASK) && !(valid_flags & QZ_CRC32_VALID_MASK))
#define QZ_INPUT_CRC_VALID(valid_flags) (valid_flags & QZ_INPUT_CRC_VALID_MASK)
#define QZ_OUTPUT_CRC_VALID(valid_flags) (valid_flags & QZ_OUTPUT_CRC_VALID_BIT)

typedef struct QzCrcResult_S {
    int status;
    uint32_t valid_flags;
    union {
        uint32_t *crc_32;
        uint64_t *crc_64;
    } in_crc;
    union {
        uint32_t *crc_32;
        uint64_t *crc_64;
    } out_crc;
} QzCrcResult_T;

typedef struct QzResult_S {
    int status;
    void *cb_tag;
    unsigned int src_len;
    unsigned int dest_len;
    uint64_t ext_rc;
    QzCrcResult_T *crc;
    void *extension_result;
} QzResult_T;

typedef int (*qzAsyncCallbackFn)(QzResult_T *);
typedef void *QzMetadataBlob_T;

typedef struct QzStream_S {
    unsigned int in_sz;
    unsigned int out_sz;
    unsigned char *in;
    unsigned char *out;
    unsigned int pending_in;
    unsigned int pending_out;
    QzCrcType_T crc_type;
    unsigned int crc_32;
    unsigned long long reserved;
    void *opaque;
} QzStream_T;

/* Buffers come as pointer and pointer to length: what there is or fits, then what was taken or made. */
QATZIP_API QzLogLevel_T qzSetLogLevel(QzLogLevel_T);
QATZIP_API int qzInit(QzSession_T *, unsigned char);
QATZIP_API int qzSetupSession(QzSession_T *, QzSessionParams_T *);
QATZIP_API int qzSetupSessionDeflate(QzSession_T *, QzSessionParamsDeflate_T *);
QATZIP_API int qzSetupSessionLZ4(QzSession_T *, QzSessionParamsLZ4_T *);
QATZIP_API int qzSetupSessionLZ4S(QzSession_T *, QzSessionParamsLZ4S_T *);
QATZIP_API int qzSetupSessionDeflateExt(QzSession_T *, QzSessionParamsDeflateExt_T *);
QATZIP_API int qzCompress(QzSession_T *, const unsigned char *, unsigned int *, unsigned char *, unsigned int *,
    unsigned int);
QATZIP_API int qzCompressExt(QzSession_T *, const unsigned char *, unsigned int *, unsigned char *, unsigned int
    *, unsigned int, uint64_t *);
QATZIP_API int qzCompressCrc(QzSession_T *, const unsigned char *, unsigned int *, unsigned char *, unsigned int
    *, unsigned int, unsigned long *);
QATZIP_API int qzCompressCrcExt(QzSession_T *, const unsigned char *, unsigned int *, unsigned char *, unsigned
    int *, unsigned int, unsigned long *, uint64_t *);
QATZIP_API int qzCompressCrc64(QzSession_T *, const unsigned char *, unsigned int *, unsigned char *, unsigned
    int *, unsigned int, uint64_t *);
QATZIP_API int qzCompressCrc64Ext(QzSession_T *, const unsigned char *, unsigned int *, unsigned char *,
    unsigned int *, unsigned int, uint64_t *, uint64_t *);
QATZIP_API int qzCompressWithMetadataExt(QzSession_T *, const unsigned char *, unsigned int *, unsigned char *,
    unsigned int *, unsigned int, uint64_t *, QzMetadataBlob_T, uint32_t, uint32_t);
QATZIP_API int qzCompress2(QzSession_T *, const unsigned char *, unsigned char *, qzAsyncCallbackFn, QzResult_T
    *);
QATZIP_API int qzDecompress(QzSession_T *, const unsigned char *, unsigned int *, unsigned char *, unsigned int
    *);
QATZIP_API int qzDecompressExt(QzSession_T *, const unsigned char *, unsigned int *, unsigned char *, unsigned
    int *, uint64_t *);
QATZIP_API int qzDecompressCrc(QzSession_T *, const unsigned char *, unsigned int *, unsigned char *, unsigned
    int *, unsigned long *);
QATZIP_API int qzDecompressCrcExt(QzSession_T *, const unsigned char *, unsigned int *, unsigned char *,
    unsigned int *, unsigned long *, uint64_t *);
QATZIP_API int qzDecompressCrc64(QzSession_T *, const unsigned char *, unsigned int *, unsigned char *, unsigned
    int *, uint64_t *);
QATZIP_API int qzDecompressCrc64Ext(QzSession_T *, const unsigned char *, unsigned int *, unsigned char *,
    unsigned int *, uint64_t *, uint64_t *);
QATZIP_API int qzDecompressWithMetadataExt(QzSession_T *, const unsigned char *, unsigned int *, unsigned char
    *, unsigned int *, uint64_t *, QzMetadataBlob_T, uint32_t);
QATZIP_API int qzDecompress2(QzSession_T *, const unsigned char *, unsigned char *, qzAsyncCallbackFn,
    QzResult_T *);
QATZIP_API int qzTeardownSession(QzSession_T *);
QATZIP_API int qzClose(QzSession_T *);
QATZIP_API int qzGetStatus(QzSession_T *, QzStatus_T *);
QATZIP_API int qzGetDeflateEndOfStream(QzSession_T *, unsigned char *);
QATZIP_API unsigned int qzMaxCompressedLength(unsigned int, QzSession_T *);
QATZIP_API int qzSetDefaults(QzSessionParams_T *);
QATZIP_API int qzSetDefaultsDeflate(QzSessionParamsDeflate_T *);
QATZIP_API int qzSetDefaultsLZ4(QzSessionParamsLZ4_T *);
QATZIP_API int qzSetDefaultsLZ4S(QzSessionParamsLZ4S_T *);
QATZIP_API int qzSetDefaultsDeflateExt(QzSessionParamsDeflateExt_T *);
QATZIP_API int qzGetDefaults(QzSessionParams_T *);
QATZIP_API int qzGetDefaultsDeflate(QzSessionParamsDeflate_T *);
QATZIP_API int qzGetDefaultsLZ4(QzSessionParamsLZ4_T *);
QATZIP_API int qzGetDefaultsLZ4S(QzSessionParamsLZ4S_T *);
QATZIP_API int qzGetDefaultsDeflateExt(QzSessionParamsDeflateExt_T *);
QATZIP_API void *qzMalloc(size_t, int, int);
QATZIP_API int qzAllocateMetadata(QzMetadataBlob_T *, size_t, uint32_t);
QATZIP_API void qzFree(void *);
QATZIP_API int qzFreeMetadata(QzMetadataBlob_T);
QATZIP_API int qzMemFindAddr(unsigned char *);
QATZIP_API int qzCompressStream(QzSession_T *, QzStream_T *, unsigned int);
QATZIP_API int qzDecompressStream(QzSession_T *, QzStream_T *, unsigned int);
QATZIP_API int qzEndStream(QzSession_T *, QzStream_T *);
QATZIP_API int qzGetSoftwareComponentVersionList(QzSoftwareVersionInfo_T *, unsigned int *);
QATZIP_API int qzGetSoftwareComponentCount(unsigned int *);
QATZIP_API int qzGetSessionCrc64Config(QzSession_T *, QzCrc64Config_T *);
QATZIP_API int qzGetSessionCrc32Config(QzSession_T *, QzCrc32Config_T *);
QATZIP_API int qzSetSessionCrc64Config(QzSession_T *, QzCrc64Config_T *);
QATZIP_API int qzSetSessionCrc32Config(QzSession_T *, QzCrc32Config_T *);
QATZIP_API int qzMetadataBlockRead(uint32_t, QzMetadataBlob_T, uint32_t *, uint32_t *, uint32_t *, uint32_t *);
QATZIP_API int qzMetadataBlockWrite(uint32_t, QzMetadataBlob_T, uint32_t *, uint32_t *, uint32_t *, uint32_t *);
QATZIP_API int qzMetadataBlockGetCrc64(uint32_t, QzMetadataBlob_T, uint64_t *, uint64_t *);
QATZIP_API int qzMetadataBlockGetCrc32(uint32_t, QzMetadataBlob_T, uint32_t *, uint32_t *);

#ifdef __cplusplus
}
#endif

#endif
