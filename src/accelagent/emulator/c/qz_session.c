/* QATzip: sessions and their status. */
#include "qz.h"

/* QZ_NO_HW and the like are no failure where software may do the work; their negative counterparts are. */
static int without_hardware(int why)
{
    return why == QZ_NO_INST_ATTACH ? QZ_NOSW_NO_INST_ATTACH : QZ_NOSW_NO_HW;
}

QATZIP_API int qzInit(QzSession_T *sess, unsigned char sw_backup)
{
    if (sess == NULL || sw_backup > 3) {
        return QZ_PARAMS;
    }
    static bool before;
    bool first = !__atomic_exchange_n(&before, true, __ATOMIC_ACQ_REL);
    int found = qz_start();
    if (found != QZ_OK && (sw_backup & 3) == 0) {
        return sess->hw_session_stat = without_hardware(found);
    }
    sess->hw_session_stat = found;
    return first ? QZ_OK : QZ_DUPLICATE;
}

int qz_open(QzSession_T *sess, const struct qz_params *params)
{
    static unsigned count;
    if (sess->internal != NULL) {
        return QZ_DUPLICATE;
    }
    int found = qz_start();
    bool soft = (params->backup & 3) != 0;
    if (found != QZ_OK && !soft) {
        return sess->hw_session_stat = without_hardware(found);
    }
    struct qz_session *session = calloc(1, sizeof *session);
    if (session == NULL) {
        return QZ_NOSW_LOW_MEM;
    }
    session->params = *params;
    session->preferred = __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);
    session->crc32 = (struct qz_crc){32, 1, 1, QZ_CRC32_POLYNOMIAL, UINT32_MAX, UINT32_MAX};
    session->crc64 = (struct qz_crc){64, 0, 0, 0x42F0E1EBA9EA3693, 0, 0};
    pthread_mutex_init(&session->lock, NULL);
    pthread_cond_init(&session->changed, NULL);
    sess->internal = session;
    sess->hw_session_stat = found;
    sess->total_in = sess->total_out = 0;
    sess->thd_sess_stat = QZ_OK;
    return found; /* QZ_NO_HW, above 0: the session runs in software */
}

QATZIP_API int qzTeardownSession(QzSession_T *sess)
{
    if (sess == NULL) {
        return QZ_PARAMS;
    }
    if (sess->internal != NULL) {
        struct qz_session *session = qz_of(sess);
        qz_async_stop(session);
        pthread_mutex_destroy(&session->lock);
        pthread_cond_destroy(&session->changed);
        free(session);
        sess->internal = NULL;
    }
    return QZ_OK;
}

QATZIP_API int qzClose(QzSession_T *sess)
{
    return sess == NULL ? QZ_PARAMS : QZ_OK;
}

QATZIP_API int qzGetStatus(QzSession_T *sess, QzStatus_T *status)
{
    if (sess == NULL || status == NULL) {
        return QZ_PARAMS;
    }
    memset(status, 0, sizeof *status);
    bool here = qz_start() == QZ_OK;
    status->qat_hw_count = (unsigned short)qz_device_count();
    status->qat_service_init = status->qat_mem_drvr = here;
    status->qat_instance_attach = here && sess->internal != NULL;
    status->memory_alloced = qz_pinned_kb();
    status->hw_session_status = sess->hw_session_stat;
    status->algo_sw[QZ_DEFLATE] = 1;
    status->algo_hw[QZ_DEFLATE] = here;
    status->algo_sw[QZ_LZ4] = 1;
    status->algo_hw[QZ_LZ4] = here;
    status->algo_sw[QZ_LZ4s] = 1;
    status->algo_hw[QZ_LZ4s] = here;
    return QZ_OK;
}

QATZIP_API int qzGetDeflateEndOfStream(QzSession_T *sess, unsigned char *endofstream)
{
    if (sess == NULL || sess->internal == NULL || endofstream == NULL) {
        return QZ_PARAMS;
    }
    *endofstream = qz_of(sess)->end_of_stream;
    return QZ_OK;
}

QATZIP_API unsigned int qzMaxCompressedLength(unsigned int src_sz, QzSession_T *sess)
{
    if (src_sz == 0) {
        return QZ_COMPRESSED_SZ_OF_EMPTY_FILE;
    }
    bool set = sess != NULL && sess->internal != NULL;
    return qz_bound(src_sz, set ? qz_of(sess)->params.chunk : QZ_HW_BUFF_SZ, set ? qz_of(sess)->params.format : QZF_GZIP_EXT);
}
