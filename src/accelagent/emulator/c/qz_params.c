/* QATzip: parameters of sessions, their checks and their defaults. As in Intel's library the defaults are one set, and the
   algorithm set last is what sessions get that nobody set up. */
#include "qz.h"

enum kind { DEFLATE, LZ4, LZ4S };

/* All that the interface's five structures say. */
struct settings {
    enum kind kind;
    QzSessionParamsCommon_T common;
    QzHuffmanHdr_T trees;
    QzDataFormat_T data;
    unsigned char stop_at_end, zlib;
    struct qz_sequences sequences;
};

static pthread_mutex_t defaults_lock = PTHREAD_MUTEX_INITIALIZER;
static struct settings defaults = {.common = {.direction = QZ_DIRECTION_DEFAULT,
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
                                   .trees = QZ_HUFF_HDR_DEFAULT,
                                   .data = QZ_DATA_FORMAT_DEFAULT,
                                   .sequences = {.least = 3}};

/* The defaults as parameters of that kind. */
static struct settings now_default(enum kind kind)
{
    static const unsigned char algorithms[] = {QZ_DEFLATE, QZ_LZ4, QZ_LZ4s};
    pthread_mutex_lock(&defaults_lock);
    struct settings copy = defaults;
    pthread_mutex_unlock(&defaults_lock);
    copy.kind = kind;
    copy.common.comp_algorithm = algorithms[kind];
    if (kind == LZ4S) {
        copy.common.direction = QZ_DIR_COMPRESS;
    }
    return copy;
}

/* --- checks --- */

static bool common_fits(const QzSessionParamsCommon_T *p)
{
    return p->direction <= QZ_DIR_BOTH && qz_chunk_fits(p->hw_buff_sz) && p->strm_buff_sz >= QZ_STRM_BUFF_MIN_SZ &&
           p->strm_buff_sz <= QZ_STRM_BUFF_MAX_SZ && p->input_sz_thrshold >= QZ_COMP_THRESHOLD_MINIMUM &&
           p->req_cnt_thrshold >= QZ_REQ_THRESHOLD_MINIMUM && p->req_cnt_thrshold <= QZ_SLOTS && p->sw_backup <= 3 &&
           p->polling_mode <= QZ_BUSY_POLLING && p->comp_lvl >= 1 && p->comp_lvl <= QZ_DEFLATE_COMP_LVL_MAXIMUM_Gen3;
}

bool qz_chunk_fits(unsigned bytes)
{
    return bytes >= QZ_HW_BUFF_MIN_SZ && bytes <= QZ_HW_BUFF_MAX_SZ && (bytes & (bytes - 1)) == 0;
}

static bool fits(const struct settings *p)
{
    if (!common_fits(&p->common)) {
        return false;
    }
    switch (p->kind) {
    case LZ4: return p->common.comp_algorithm == QZ_LZ4;
    case LZ4S:
        return p->common.comp_algorithm == QZ_LZ4s && p->common.direction == QZ_DIR_COMPRESS && p->sequences.least >= 3 &&
               p->sequences.least <= 4;
    default:
        return p->common.comp_algorithm == QZ_DEFLATE && p->trees <= QZ_STATIC_HDR && p->data < QZ_FMT_NUM && p->zlib <= 1 &&
               p->stop_at_end <= 1;
    }
}

/* --- from and to the interface's structures --- */

static struct settings of_deflate(const QzSessionParamsDeflate_T *p)
{
    return (struct settings){.common = p->common_params, .trees = p->huffman_hdr, .data = p->data_fmt};
}

static struct settings of_deflate_ext(const QzSessionParamsDeflateExt_T *p)
{
    struct settings wanted = of_deflate(&p->deflate_params);
    wanted.stop_at_end = p->stop_decompression_stream_end;
    wanted.zlib = p->zlib_format;
    return wanted;
}

/* The older structure has no polling mode. */
static struct settings of_older(const QzSessionParams_T *p)
{
    return (struct settings){.common = {.direction = p->direction,
                                        .comp_lvl = p->comp_lvl,
                                        .comp_algorithm = p->comp_algorithm,
                                        .max_forks = p->max_forks,
                                        .sw_backup = p->sw_backup,
                                        .hw_buff_sz = p->hw_buff_sz,
                                        .strm_buff_sz = p->strm_buff_sz,
                                        .input_sz_thrshold = p->input_sz_thrshold,
                                        .req_cnt_thrshold = p->req_cnt_thrshold,
                                        .wait_cnt_thrshold = p->wait_cnt_thrshold},
                             .trees = p->huffman_hdr,
                             .data = p->data_fmt};
}

static struct settings of_lz4(const QzSessionParamsLZ4_T *p)
{
    return (struct settings){.kind = LZ4, .common = p->common_params};
}

static struct settings of_lz4s(const QzSessionParamsLZ4S_T *p)
{
    return (struct settings){.kind = LZ4S,
                             .common = p->common_params,
                             .sequences = {p->lz4s_mini_match, p->qzCallback, p->qzCallback_external}};
}

static struct qz_params kept(const struct settings *p)
{
    static const enum qz_format formats[] = {QZF_4B, QZF_GZIP, QZF_GZIP_EXT, QZF_RAW};
    const QzSessionParamsCommon_T *c = &p->common;
    enum qz_format deflate = p->zlib == 1 ? QZF_ZLIB : formats[p->data];
    return (struct qz_params){.format = p->kind == LZ4 ? QZF_LZ4 : p->kind == LZ4S ? QZF_LZ4S : deflate,
                              .trees = p->trees,
                              .direction = c->direction,
                              .polling = c->polling_mode,
                              .level = c->comp_lvl,
                              .chunk = c->hw_buff_sz,
                              .stream = c->strm_buff_sz,
                              .threshold = c->input_sz_thrshold,
                              .algorithm = c->comp_algorithm,
                              .backup = c->sw_backup,
                              .sequences = p->sequences,
                              .stop_at_end = p->stop_at_end == 1};
}

/* --- sessions --- */

static int set_up(QzSession_T *sess, struct settings wanted)
{
    struct qz_params params;
    if (sess == NULL || !fits(&wanted)) {
        return QZ_PARAMS;
    }
    params = kept(&wanted);
    return qz_open(sess, &params);
}

static enum kind implicit(void)
{
    pthread_mutex_lock(&defaults_lock);
    enum kind kind = defaults.kind;
    pthread_mutex_unlock(&defaults_lock);
    return kind;
}

int qz_ready(QzSession_T *sess)
{
    if (sess == NULL) {
        return QZ_PARAMS;
    }
    int rc = sess->internal != NULL ? QZ_OK : set_up(sess, now_default(implicit()));
    return rc > 0 ? QZ_OK : rc;
}

QATZIP_API int qzSetupSession(QzSession_T *sess, QzSessionParams_T *params)
{
    return set_up(sess, params != NULL ? of_older(params) : now_default(DEFLATE));
}

QATZIP_API int qzSetupSessionDeflate(QzSession_T *sess, QzSessionParamsDeflate_T *params)
{
    return set_up(sess, params != NULL ? of_deflate(params) : now_default(DEFLATE));
}

QATZIP_API int qzSetupSessionDeflateExt(QzSession_T *sess, QzSessionParamsDeflateExt_T *params)
{
    return set_up(sess, params != NULL ? of_deflate_ext(params) : now_default(DEFLATE));
}

QATZIP_API int qzSetupSessionLZ4(QzSession_T *sess, QzSessionParamsLZ4_T *params)
{
    return set_up(sess, params != NULL ? of_lz4(params) : now_default(LZ4));
}

QATZIP_API int qzSetupSessionLZ4S(QzSession_T *sess, QzSessionParamsLZ4S_T *params)
{
    return set_up(sess, params != NULL ? of_lz4s(params) : now_default(LZ4S));
}

/* --- defaults --- */

/* What the structure that was given says nothing of stays. */
static int set_default(struct settings wanted)
{
    if (!fits(&wanted)) {
        return QZ_PARAMS;
    }
    pthread_mutex_lock(&defaults_lock);
    struct settings before = defaults;
    defaults = wanted;
    if (wanted.kind != DEFLATE) {
        defaults.trees = before.trees;
        defaults.data = before.data;
        defaults.stop_at_end = before.stop_at_end;
        defaults.zlib = before.zlib;
    }
    if (wanted.kind != LZ4S) {
        defaults.sequences = before.sequences;
    }
    pthread_mutex_unlock(&defaults_lock);
    return QZ_OK;
}

QATZIP_API int qzSetDefaults(QzSessionParams_T *wanted)
{
    return wanted == NULL ? QZ_PARAMS : set_default(of_older(wanted));
}

QATZIP_API int qzSetDefaultsDeflate(QzSessionParamsDeflate_T *wanted)
{
    return wanted == NULL ? QZ_PARAMS : set_default(of_deflate(wanted));
}

QATZIP_API int qzSetDefaultsDeflateExt(QzSessionParamsDeflateExt_T *wanted)
{
    return wanted == NULL ? QZ_PARAMS : set_default(of_deflate_ext(wanted));
}

QATZIP_API int qzSetDefaultsLZ4(QzSessionParamsLZ4_T *wanted)
{
    return wanted == NULL ? QZ_PARAMS : set_default(of_lz4(wanted));
}

QATZIP_API int qzSetDefaultsLZ4S(QzSessionParamsLZ4S_T *wanted)
{
    return wanted == NULL ? QZ_PARAMS : set_default(of_lz4s(wanted));
}

QATZIP_API int qzGetDefaultsDeflateExt(QzSessionParamsDeflateExt_T *found)
{
    struct settings now = now_default(DEFLATE);
    if (found == NULL) {
        return QZ_PARAMS;
    }
    *found = (QzSessionParamsDeflateExt_T){{now.common, now.trees, now.data}, now.stop_at_end, now.zlib};
    return QZ_OK;
}

QATZIP_API int qzGetDefaultsDeflate(QzSessionParamsDeflate_T *found)
{
    struct settings now = now_default(DEFLATE);
    if (found == NULL) {
        return QZ_PARAMS;
    }
    *found = (QzSessionParamsDeflate_T){now.common, now.trees, now.data};
    return QZ_OK;
}

QATZIP_API int qzGetDefaultsLZ4(QzSessionParamsLZ4_T *found)
{
    if (found == NULL) {
        return QZ_PARAMS;
    }
    found->common_params = now_default(LZ4).common;
    return QZ_OK;
}

QATZIP_API int qzGetDefaultsLZ4S(QzSessionParamsLZ4S_T *found)
{
    struct settings now = now_default(LZ4S);
    if (found == NULL) {
        return QZ_PARAMS;
    }
    *found = (QzSessionParamsLZ4S_T){now.common, now.sequences.callback, now.sequences.external, now.sequences.least};
    return QZ_OK;
}

QATZIP_API int qzGetDefaults(QzSessionParams_T *found)
{
    struct settings now = now_default(DEFLATE);
    const QzSessionParamsCommon_T *c = &now.common;
    if (found == NULL) {
        return QZ_PARAMS;
    }
    *found = (QzSessionParams_T){.huffman_hdr = now.trees,
                                 .direction = c->direction,
                                 .data_fmt = now.data,
                                 .comp_lvl = c->comp_lvl,
                                 .comp_algorithm = c->comp_algorithm,
                                 .max_forks = c->max_forks,
                                 .sw_backup = c->sw_backup,
                                 .hw_buff_sz = c->hw_buff_sz,
                                 .strm_buff_sz = c->strm_buff_sz,
                                 .input_sz_thrshold = c->input_sz_thrshold,
                                 .req_cnt_thrshold = c->req_cnt_thrshold,
                                 .wait_cnt_thrshold = c->wait_cnt_thrshold};
    return QZ_OK;
}
