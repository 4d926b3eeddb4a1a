/* QATzip: memory, versions, settings that change nothing here, and what this library refuses. */
#include <stdio.h>

#include "qz.h"

QATZIP_API void *qzMalloc(size_t sz, int numa, int force_pinned)
{
    void *at = qz_start() == QZ_OK ? qaeMemAllocNUMA(sz, numa < 0 ? 0 : numa, 64) : NULL;
    return at == NULL && force_pinned != PINNED_MEM ? malloc(sz) : at;
}

QATZIP_API int qzMemFindAddr(unsigned char *a)
{
    return a != NULL && qaeVirtToPhysNUMA(a) != 0;
}

QATZIP_API void qzFree(void *m)
{
    if (m != NULL && qzMemFindAddr(m)) {
        qaeMemFreeNUMA(&m);
    } else {
        free(m);
    }
}

QATZIP_API QzLogLevel_T qzSetLogLevel(QzLogLevel_T level)
{
    static QzLogLevel_T now = LOG_ERROR;
    return level > LOG_DEBUG3 ? now : __atomic_exchange_n(&now, level, __ATOMIC_RELAXED);
}

/* --- versions --- */

static const struct {
    QzSoftwareComponentType_T type;
    const char *name;
    unsigned major, minor;
} parts[] = {
    {QZ_COMPONENT_USER_DRIVER, "emulated qatlib", 26, 8},
    {QZ_COMPONENT_QATZIP_API, "QATzip interface", QATZIP_API_VERSION_NUM_MAJOR, QATZIP_API_VERSION_NUM_MINOR},
    {QZ_COMPONENT_SOFTWARE_PROVIDER, "zlib", 1, 2},
};

#define PARTS (sizeof parts / sizeof *parts)

QATZIP_API int qzGetSoftwareComponentCount(unsigned int *num_elem)
{
    if (num_elem != NULL) {
        *num_elem = PARTS;
    }
    return num_elem == NULL ? QZ_PARAMS : QZ_OK;
}

QATZIP_API int qzGetSoftwareComponentVersionList(QzSoftwareVersionInfo_T *api_info, unsigned int *num_elem)
{
    if (api_info == NULL || num_elem == NULL || *num_elem < PARTS) {
        return QZ_PARAMS;
    }
    memset(api_info, 0, PARTS * sizeof *api_info);
    for (size_t i = 0; i < PARTS; i++) {
        api_info[i].component_type = parts[i].type;
        api_info[i].major_version = parts[i].major;
        api_info[i].minor_version = parts[i].minor;
        snprintf((char *)api_info[i].component_name, QZ_MAX_STRING_LENGTH, "%s", parts[i].name);
    }
    *num_elem = PARTS;
    return QZ_OK;
}

/* --- checksum configurations: kept for whoever asks --- */

static int session_of(QzSession_T *sess, const void *config, struct qz_session **found)
{
    if (sess == NULL || config == NULL) {
        return QZ_PARAMS;
    }
    *found = qz_of(sess);
    return *found == NULL ? QZ_FAIL : QZ_OK;
}

QATZIP_API int qzGetSessionCrc64Config(QzSession_T *sess, QzCrc64Config_T *crc64_config)
{
    struct qz_session *session;
    int rc = session_of(sess, crc64_config, &session);
    if (rc == QZ_OK) {
        *crc64_config = session->crc64;
    }
    return rc;
}

QATZIP_API int qzGetSessionCrc32Config(QzSession_T *sess, QzCrc32Config_T *crc32_config)
{
    struct qz_session *session;
    int rc = session_of(sess, crc32_config, &session);
    if (rc == QZ_OK) {
        *crc32_config = session->crc32;
    }
    return rc;
}

QATZIP_API int qzSetSessionCrc64Config(QzSession_T *sess, QzCrc64Config_T *crc64_config)
{
    struct qz_session *session;
    int rc = session_of(sess, crc64_config, &session);
    return rc == QZ_OK ? QZ_NOT_SUPPORTED : rc;
}

QATZIP_API int qzSetSessionCrc32Config(QzSession_T *sess, QzCrc32Config_T *crc32_config)
{
    struct qz_session *session;
    int rc = session_of(sess, crc32_config, &session);
    return rc == QZ_OK ? QZ_NOT_SUPPORTED : rc;
}

/* --- refused: LZ4s, CRC-64 results, metadata --- */

static int no_such_format(const QzSession_T *sess, const void *params)
{
    return sess == NULL || params == NULL ? QZ_PARAMS : QZ_NOSW_UNSUPPORTED_FMT;
}

QATZIP_API int qzSetupSessionLZ4S(QzSession_T *sess, QzSessionParamsLZ4S_T *params)
{
    return no_such_format(sess, params);
}

#define REFUSED(call)                                                                                                   \
    QATZIP_API int call                                                                                                 \
    {                                                                                                                   \
        return QZ_NOT_SUPPORTED;                                                                                        \
    }

#pragma GCC diagnostic ignored "-Wunused-parameter"
REFUSED(qzSetDefaultsLZ4S(QzSessionParamsLZ4S_T *defaults))
REFUSED(qzGetDefaultsLZ4S(QzSessionParamsLZ4S_T *defaults))
REFUSED(qzCompressCrc64(QzSession_T *sess, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                        unsigned int *dest_len, unsigned int last, uint64_t *crc))
REFUSED(qzCompressCrc64Ext(QzSession_T *sess, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                           unsigned int *dest_len, unsigned int last, uint64_t *crc, uint64_t *ext_rc))
REFUSED(qzDecompressCrc64(QzSession_T *sess, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                          unsigned int *dest_len, uint64_t *crc))
REFUSED(qzDecompressCrc64Ext(QzSession_T *sess, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                             unsigned int *dest_len, uint64_t *crc, uint64_t *ext_rc))
REFUSED(qzCompressWithMetadataExt(QzSession_T *sess, const unsigned char *src, unsigned int *src_len,
                                  unsigned char *dest, unsigned int *dest_len, unsigned int last, uint64_t *ext_rc,
                                  QzMetadataBlob_T metadata, uint32_t hw_buff_sz_override, uint32_t comp_thrshold))
REFUSED(qzDecompressWithMetadataExt(QzSession_T *sess, const unsigned char *src, unsigned int *src_len,
                                    unsigned char *dest, unsigned int *dest_len, uint64_t *ext_rc,
                                    QzMetadataBlob_T metadata, uint32_t hw_buff_sz_override))
REFUSED(qzAllocateMetadata(QzMetadataBlob_T *metadata, size_t data_size, uint32_t hw_buff_sz))
REFUSED(qzFreeMetadata(QzMetadataBlob_T metadata))
REFUSED(qzMetadataBlockRead(uint32_t block_num, QzMetadataBlob_T metadata, uint32_t *block_offset,
                            uint32_t *block_size, uint32_t *block_flags, uint32_t *block_hash))
REFUSED(qzMetadataBlockWrite(uint32_t block_num, QzMetadataBlob_T metadata, uint32_t *block_offset,
                             uint32_t *block_size, uint32_t *block_flags, uint32_t *block_hash))
REFUSED(qzMetadataBlockGetCrc64(uint32_t block_num, QzMetadataBlob_T metadata, uint64_t *input_crc,
                                uint64_t *output_crc))
REFUSED(qzMetadataBlockGetCrc32(uint32_t block_num, QzMetadataBlob_T metadata, uint32_t *input_crc,
                                uint32_t *output_crc))
