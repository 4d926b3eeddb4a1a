/* QATzip: sessions, their parameters, status and memory. */
#include <stdio.h>

#include "qz.h"

static pthread_mutex_t defaults_lock = PTHREAD_MUTEX_INITIALIZER;
static QzSessionParamsDeflateExt_T defaults = {
    .deflate_params = {.common_params = {.direction = QZ_DIRECTION_DEFAULT,
                                         .comp_lvl = QZ_COMP_LEVEL_DEFAULT,
                                         .comp_algorithm = QZ_COMP_ALGOL_DEFAULT,
                                         .max_forks = QZ_MAX_FORK_DEFAULT,
                                         .sw_backup = QZ_SW_BACKUP_DEFAULT,
                                         .hw_buff_sz = QZ_HW_BUFF_SZ,
                                         .strm_buff_sz = QZ_STRM_BUFF_SZ_DEFAULT,
                                         .input_sz_thrshold = QZ_COMP_THRESHOLD_DEFAULT,
                                         .req_cnt_thrshold = QZ_SLOTS,
                                         .wait_cnt_thrshold = QZ_WAIT_CNT_THRESHOLD_DEFAULT,
                                         .polling_mode = QZ_PERIODICAL_POLLING},
                       .huffman_hdr = QZ_HUFF_HDR_DEFAULT,
                       .data_fmt = QZ_DATA_FORMAT_DEFAULT}};

static QzSessionParamsDeflateExt_T now_default(void)
{
    pthread_mutex_lock(&defaults_lock);
    QzSessionParamsDeflateExt_T copy = defaults;
    pthread_mutex_unlock(&defaults_lock);
    return copy;
}

/* --- parameters --- */

static bool common_fits(const QzSessionParamsCommon_T *p)
{
    return p->direction <= QZ_DIR_BOTH && p->hw_buff_sz >= QZ_HW_BUFF_MIN_SZ && p->hw_buff_sz <= QZ_HW_BUFF_MAX_SZ &&
           (p->hw_buff_sz & (p->hw_buff_sz - 1)) == 0 && p->strm_buff_sz >= QZ_STRM_BUFF_MIN_SZ &&
           p->strm_buff_sz <= QZ_STRM_BUFF_MAX_SZ && p->input_sz_thrshold >= QZ_COMP_THRESHOLD_MINIMUM &&
           p->req_cnt_thrshold >= QZ_REQ_THRESHOLD_MINIMUM && p->req_cnt_thrshold <= QZ_SLOTS && p->sw_backup <= 3 &&
           p->polling_mode <= QZ_BUSY_POLLING && p->comp_lvl >= 1 && p->comp_lvl <= QZ_DEFLATE_COMP_LVL_MAXIMUM_Gen3;
}

static bool fits(const QzSessionParamsDeflateExt_T *p)
{
    const QzSessionParamsDeflate_T *deflate = &p->deflate_params;
    return common_fits(&deflate->common_params) && deflate->common_params.comp_algorithm == QZ_DEFLATE &&
           deflate->huffman_hdr <= QZ_STATIC_HDR && deflate->data_fmt < QZ_FMT_NUM && p->zlib_format <= 1 &&
           p->stop_decompression_stream_end <= 1;
}

/* The older structure has no polling mode. */
static QzSessionParamsDeflateExt_T widened(const QzSessionParams_T *p)
{
    return (QzSessionParamsDeflateExt_T){
        .deflate_params = {.common_params = {.direction = p->direction,
                                             .comp_lvl = p->comp_lvl,
                                             .comp_algorithm = p->comp_algorithm,
                                             .max_forks = p->max_forks,
                                             .sw_backup = p->sw_backup,
                                             .hw_buff_sz = p->hw_buff_sz,
                                             .strm_buff_sz = p->strm_buff_sz,
                                             .input_sz_thrshold = p->input_sz_thrshold,
                                             .req_cnt_thrshold = p->req_cnt_thrshold,
                                             .wait_cnt_thrshold = p->wait_cnt_thrshold},
                           .huffman_hdr = p->huffman_hdr,
                           .data_fmt = p->data_fmt}};
}

static QzSessionParams_T narrowed(const QzSessionParamsDeflate_T *p)
{
    const QzSessionParamsCommon_T *c = &p->common_params;
    return (QzSessionParams_T){.huffman_hdr = p->huffman_hdr,
                               .direction = c->direction,
                               .data_fmt = p->data_fmt,
                               .comp_lvl = c->comp_lvl,
                               .comp_algorithm = c->comp_algorithm,
                               .max_forks = c->max_forks,
                               .sw_backup = c->sw_backup,
                               .hw_buff_sz = c->hw_buff_sz,
                               .strm_buff_sz = c->strm_buff_sz,
                               .input_sz_thrshold = c->input_sz_thrshold,
                               .req_cnt_thrshold = c->req_cnt_thrshold,
                               .wait_cnt_thrshold = c->wait_cnt_thrshold};
}

static struct qz_params kept(const QzSessionParamsDeflateExt_T *p)
{
    const QzSessionParamsCommon_T *c = &p->deflate_params.common_params;
    static const enum qz_format formats[] = {QZF_4B, QZF_GZIP, QZF_GZIP_EXT, QZF_RAW};
    return (struct qz_params){.format = p->zlib_format == 1 ? QZF_ZLIB : formats[p->deflate_params.data_fmt],
                              .trees = p->deflate_params.huffman_hdr,
                              .direction = c->direction,
                              .polling = c->polling_mode,
                              .level = c->comp_lvl,
                              .chunk = c->hw_buff_sz,
                              .stream = c->strm_buff_sz,
                              .threshold = c->input_sz_thrshold,
                              .algorithm = c->comp_algorithm,
                              .backup = c->sw_backup,
                              .stop_at_end = p->stop_decompression_stream_end == 1};
}

/* --- sessions --- */

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

static int open_session(QzSession_T *sess, struct qz_params params)
{
    static unsigned count;
    if (sess->internal != NULL) {
        return QZ_DUPLICATE;
    }
    int found = qz_start();
    bool soft = (params.backup & 3) != 0;
    if (found != QZ_OK && !soft) {
        return sess->hw_session_stat = without_hardware(found);
    }
    struct qz_session *session = calloc(1, sizeof *session);
    if (session == NULL) {
        return QZ_NOSW_LOW_MEM;
    }
    session->params = params;
    session->preferred = __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);
    session->crc32 = (QzCrc32Config_T){0x04C11DB7, 0xFFFFFFFF, 1, 1, 0xFFFFFFFF};
    session->crc64 = (QzCrc64Config_T){0x42F0E1EBA9EA3693, 0, 0, 0, 0};
    pthread_mutex_init(&session->lock, NULL);
    pthread_cond_init(&session->changed, NULL);
    sess->internal = session;
    sess->hw_session_stat = found;
    sess->total_in = sess->total_out = 0;
    sess->thd_sess_stat = QZ_OK;
    return found; /* QZ_NO_HW, above 0: the session runs in software */
}

static int set_up(QzSession_T *sess, const QzSessionParamsDeflateExt_T *params)
{
    QzSessionParamsDeflateExt_T used = params != NULL ? *params : now_default();
    return sess == NULL || !fits(&used) ? QZ_PARAMS : open_session(sess, kept(&used));
}

/* --- LZ4 --- */

static QzSessionParamsLZ4_T lz4_defaults = {.common_params = {.direction = QZ_DIRECTION_DEFAULT,
                                                              .comp_lvl = QZ_COMP_LEVEL_DEFAULT,
                                                              .comp_algorithm = QZ_LZ4,
                                                              .max_forks = QZ_MAX_FORK_DEFAULT,
                                                              .sw_backup = QZ_SW_BACKUP_DEFAULT,
                                                              .hw_buff_sz = QZ_HW_BUFF_SZ,
                                                              .strm_buff_sz = QZ_STRM_BUFF_SZ_DEFAULT,
                                                              .input_sz_thrshold = QZ_COMP_THRESHOLD_DEFAULT,
                                                              .req_cnt_thrshold = QZ_SLOTS,
                                                              .wait_cnt_thrshold = QZ_WAIT_CNT_THRESHOLD_DEFAULT,
                                                              .polling_mode = QZ_PERIODICAL_POLLING}};

static bool lz4_fits(const QzSessionParamsLZ4_T *p)
{
    return common_fits(&p->common_params) && p->common_params.comp_algorithm == QZ_LZ4;
}

QATZIP_API int qzGetDefaultsLZ4(QzSessionParamsLZ4_T *found)
{
    if (found == NULL) {
        return QZ_PARAMS;
    }
    pthread_mutex_lock(&defaults_lock);
    *found = lz4_defaults;
    pthread_mutex_unlock(&defaults_lock);
    return QZ_OK;
}

QATZIP_API int qzSetDefaultsLZ4(QzSessionParamsLZ4_T *wanted)
{
    if (wanted == NULL || !lz4_fits(wanted)) {
        return QZ_PARAMS;
    }
    pthread_mutex_lock(&defaults_lock);
    lz4_defaults = *wanted;
    pthread_mutex_unlock(&defaults_lock);
    return QZ_OK;
}

QATZIP_API int qzSetupSessionLZ4(QzSession_T *sess, QzSessionParamsLZ4_T *params)
{
    QzSessionParamsLZ4_T used;
    qzGetDefaultsLZ4(&used);
    used = params != NULL ? *params : used;
    const QzSessionParamsCommon_T *c = &used.common_params;
    struct qz_params wanted = {.format = QZF_LZ4,
                               .direction = c->direction,
                               .polling = c->polling_mode,
                               .level = c->comp_lvl,
                               .chunk = c->hw_buff_sz,
                               .stream = c->strm_buff_sz,
                               .threshold = c->input_sz_thrshold,
                               .algorithm = QZ_LZ4,
                               .backup = c->sw_backup};
    return sess == NULL || !lz4_fits(&used) ? QZ_PARAMS : open_session(sess, wanted);
}

/* --- */

int qz_ready(QzSession_T *sess)
{
    if (sess == NULL) {
        return QZ_PARAMS;
    }
    int rc = sess->internal != NULL ? QZ_OK : set_up(sess, NULL);
    return rc > 0 ? QZ_OK : rc;
}

QATZIP_API int qzSetupSession(QzSession_T *sess, QzSessionParams_T *params)
{
    QzSessionParamsDeflateExt_T wide;
    if (params != NULL) {
        wide = widened(params);
    }
    return set_up(sess, params != NULL ? &wide : NULL);
}

QATZIP_API int qzSetupSessionDeflate(QzSession_T *sess, QzSessionParamsDeflate_T *params)
{
    QzSessionParamsDeflateExt_T wide = {0};
    if (params != NULL) {
        wide.deflate_params = *params;
    }
    return set_up(sess, params != NULL ? &wide : NULL);
}

QATZIP_API int qzSetupSessionDeflateExt(QzSession_T *sess, QzSessionParamsDeflateExt_T *params)
{
    return set_up(sess, params);
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

/* --- defaults --- */

static int set_default(QzSessionParamsDeflateExt_T wanted)
{
    if (!fits(&wanted)) {
        return QZ_PARAMS;
    }
    pthread_mutex_lock(&defaults_lock);
    defaults = wanted;
    pthread_mutex_unlock(&defaults_lock);
    return QZ_OK;
}

QATZIP_API int qzSetDefaults(QzSessionParams_T *wanted)
{
    return wanted == NULL ? QZ_PARAMS : set_default(widened(wanted));
}

QATZIP_API int qzSetDefaultsDeflate(QzSessionParamsDeflate_T *wanted)
{
    return wanted == NULL ? QZ_PARAMS : set_default((QzSessionParamsDeflateExt_T){.deflate_params = *wanted});
}

QATZIP_API int qzSetDefaultsDeflateExt(QzSessionParamsDeflateExt_T *wanted)
{
    return wanted == NULL ? QZ_PARAMS : set_default(*wanted);
}

QATZIP_API int qzGetDefaultsDeflateExt(QzSessionParamsDeflateExt_T *found)
{
    if (found != NULL) {
        *found = now_default();
    }
    return found == NULL ? QZ_PARAMS : QZ_OK;
}

QATZIP_API int qzGetDefaultsDeflate(QzSessionParamsDeflate_T *found)
{
    if (found != NULL) {
        *found = now_default().deflate_params;
    }
    return found == NULL ? QZ_PARAMS : QZ_OK;
}

QATZIP_API int qzGetDefaults(QzSessionParams_T *found)
{
    QzSessionParamsDeflateExt_T copy = now_default();
    if (found != NULL) {
        *found = narrowed(&copy.deflate_params);
    }
    return found == NULL ? QZ_PARAMS : QZ_OK;
}
