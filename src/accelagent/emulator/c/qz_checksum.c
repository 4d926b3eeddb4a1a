/* QATzip: checksums with a session's own parameters, and the calls that report a CRC-64. Computed by software over the plain data. */
#include "qz.h"

static uint64_t reflected(uint64_t value, unsigned width)
{
    uint64_t out = 0;
    for (unsigned i = 0; i < width; i++) {
        out = out << 1 | (value >> i & 1);
    }
    return out;
}

static uint64_t mask_of(unsigned width)
{
    return width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
}

/* One byte at a time, most significant bit first. */
static void make_table(uint64_t table[256], const struct qz_crc *crc)
{
    uint64_t top = UINT64_C(1) << (crc->width - 1), mask = mask_of(crc->width);
    for (unsigned byte = 0; byte < 256; byte++) {
        uint64_t value = (uint64_t)byte << (crc->width - 8);
        for (int bit = 0; bit < 8; bit++) {
            value = ((value & top) != 0 ? value << 1 ^ crc->polynomial : value << 1) & mask;
        }
        table[byte] = value;
    }
}

uint64_t qz_crc(const struct qz_crc *crc, uint64_t start, const unsigned char *data, size_t length)
{
    uint64_t table[256], mask = mask_of(crc->width), value = crc->initial & mask;
    if (start != 0) { /* goes on from an earlier result */
        value = (start ^ crc->xor_out) & mask;
        value = crc->reflect_out ? reflected(value, crc->width) : value;
    }
    make_table(table, crc);
    for (size_t i = 0; i < length; i++) {
        unsigned byte = crc->reflect_in ? (unsigned)reflected(data[i], 8) : data[i];
        value = (value << 8 ^ table[(value >> (crc->width - 8) ^ byte) & 255]) & mask;
    }
    value = crc->reflect_out ? reflected(value, crc->width) : value;
    return (value ^ crc->xor_out) & mask;
}

/* --- a session's parameters --- */

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
        const struct qz_crc *c = &session->crc64;
        *crc64_config = (QzCrc64Config_T){c->polynomial, c->initial, c->reflect_in, c->reflect_out, c->xor_out};
    }
    return rc;
}

QATZIP_API int qzGetSessionCrc32Config(QzSession_T *sess, QzCrc32Config_T *crc32_config)
{
    struct qz_session *session;
    int rc = session_of(sess, crc32_config, &session);
    if (rc == QZ_OK) {
        const struct qz_crc *c = &session->crc32;
        *crc32_config = (QzCrc32Config_T){(uint32_t)c->polynomial, (uint32_t)c->initial, c->reflect_in, c->reflect_out,
                                          (uint32_t)c->xor_out};
    }
    return rc;
}

static int set(QzSession_T *sess, const void *config, struct qz_crc wanted)
{
    struct qz_session *session;
    int rc = session_of(sess, config, &session);
    if (rc == QZ_OK && (wanted.polynomial == 0 || wanted.reflect_in > 1 || wanted.reflect_out > 1)) {
        rc = QZ_PARAMS;
    }
    if (rc == QZ_OK) {
        *(wanted.width == 64 ? &session->crc64 : &session->crc32) = wanted;
    }
    return rc;
}

QATZIP_API int qzSetSessionCrc64Config(QzSession_T *sess, QzCrc64Config_T *crc64_config)
{
    struct qz_crc wanted = {0};
    if (crc64_config != NULL) {
        const QzCrc64Config_T *c = crc64_config;
        wanted = (struct qz_crc){64, c->reflect_in, c->reflect_out, c->polynomial, c->initial_value, c->xor_out};
    }
    return set(sess, crc64_config, wanted);
}

QATZIP_API int qzSetSessionCrc32Config(QzSession_T *sess, QzCrc32Config_T *crc32_config)
{
    struct qz_crc wanted = {0};
    if (crc32_config != NULL) {
        const QzCrc32Config_T *c = crc32_config;
        wanted = (struct qz_crc){32, c->reflect_in, c->reflect_out, c->polynomial, c->initial_value, c->xor_out};
    }
    return set(sess, crc32_config, wanted);
}

bool qz_crc_is_gzips(const struct qz_crc *crc)
{
    return crc->polynomial == QZ_CRC32_POLYNOMIAL && crc->initial == UINT32_MAX && crc->xor_out == UINT32_MAX &&
           crc->reflect_in == 1 && crc->reflect_out == 1;
}

/* --- calls that report a CRC-64 --- */

QATZIP_API int qzCompressCrc64Ext(QzSession_T *sess, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                                  unsigned int *dest_len, unsigned int last, uint64_t *crc, uint64_t *ext_rc)
{
    int rc = qzCompressExt(sess, src, src_len, dest, dest_len, last, ext_rc);
    if (crc != NULL && src_len != NULL && sess != NULL && sess->internal != NULL && *src_len > 0) {
        *crc = qz_crc(&qz_of(sess)->crc64, *crc, src, *src_len);
    }
    return rc;
}

QATZIP_API int qzCompressCrc64(QzSession_T *sess, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                               unsigned int *dest_len, unsigned int last, uint64_t *crc)
{
    return qzCompressCrc64Ext(sess, src, src_len, dest, dest_len, last, crc, NULL);
}

QATZIP_API int qzDecompressCrc64Ext(QzSession_T *sess, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                                    unsigned int *dest_len, uint64_t *crc, uint64_t *ext_rc)
{
    int rc = qzDecompressExt(sess, src, src_len, dest, dest_len, ext_rc);
    if (crc != NULL && dest_len != NULL && sess != NULL && sess->internal != NULL && *dest_len > 0) {
        *crc = qz_crc(&qz_of(sess)->crc64, *crc, dest, *dest_len);
    }
    return rc;
}

QATZIP_API int qzDecompressCrc64(QzSession_T *sess, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                                 unsigned int *dest_len, uint64_t *crc)
{
    return qzDecompressCrc64Ext(sess, src, src_len, dest, dest_len, crc, NULL);
}
