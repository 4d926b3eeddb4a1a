/* QATzip: compression of a buffer, chunk by chunk, each chunk framed by itself. */
#include <zlib.h>

#include "qz.h"

struct state {
    const struct qz_params *params;
    const unsigned char *src;
    unsigned char *dest;
    unsigned length, room, given, consumed, produced;
    unsigned long checksum;
    bool last;
};

static bool next_piece(struct qz_work *work, struct qz_piece *piece)
{
    struct state *s = work->state;
    if (s->given == s->length) {
        return false;
    }
    unsigned n = MIN(s->length - s->given, s->params->chunk);
    bool ends = s->given + n == s->length && s->last;
    /* only raw streams go on across chunks */
    *piece = (struct qz_piece){s->src + s->given, n, 0, s->params->format != QZF_RAW || ends};
    s->given += n;
    return true;
}

static unsigned frame_of(const struct state *s)
{
    return qz_header_size(s->params->format) + qz_footer_size(s->params->format);
}

static void framed(struct state *s, unsigned plain, unsigned packed, unsigned checksum)
{
    enum qz_format format = s->params->format;
    unsigned char *at = s->dest + s->produced;
    qz_write_header(format, at, plain, packed);
    qz_write_footer(format, at + qz_header_size(format) + packed, plain, checksum);
    s->produced += frame_of(s) + packed;
    s->consumed += plain;
    if (format != QZF_ZLIB && !qz_is_lz4(format)) {
        s->checksum = crc32_combine(s->checksum, checksum, (z_off_t)plain);
    }
}

static int take_answer(struct qz_work *work, const struct qz_piece *piece, const struct qz_answer *got)
{
    struct state *s = work->state;
    if (got->status != CPA_DC_OK || got->consumed != piece->in_length) {
        return QZ_FAIL; /* software makes what did not fit, or what the device would not do */
    }
    if (s->room - s->produced < frame_of(s) + got->produced) {
        return QZ_BUF_ERROR;
    }
    memcpy(s->dest + s->produced + qz_header_size(s->params->format), got->out, got->produced);
    framed(s, got->consumed, got->produced, got->checksum);
    return QZ_OK;
}

static int by_device(struct qz_session *session, struct state *s)
{
    struct qz_instance *instance = qz_grab(session->preferred, session->params.chunk);
    struct qz_work work = {.compress = true,
                           .checksum = qz_is_lz4(s->params->format)    ? CPA_DC_XXHASH32
                                       : s->params->format == QZF_ZLIB ? CPA_DC_ADLER32
                                                                       : CPA_DC_CRC32,
                           .params = s->params,
                           .next = next_piece,
                           .take = take_answer,
                           .state = s};
    if (instance == NULL) {
        return QZ_NOSW_NO_INST_ATTACH;
    }
    int rc = qz_run(instance, &work);
    qz_release(instance);
    return rc;
}

/* From where the device stopped; an empty input is an empty member. */
static int by_software(struct state *s)
{
    bool empty = s->length == 0;
    while (s->consumed < s->length || empty) {
        unsigned n = MIN(s->length - s->consumed, s->params->chunk), frame = frame_of(s), checksum = 0;
        unsigned left = s->room - s->produced, packed = left > frame ? left - frame : 0;
        bool ends = s->params->format != QZF_RAW || (s->last && s->consumed + n == s->length);
        int rc = left > frame ? qz_soft_compress(s->params, s->src + s->consumed, n,
                                                 s->dest + s->produced + qz_header_size(s->params->format), &packed, ends,
                                                 &checksum)
                              : QZ_BUF_ERROR;
        if (rc != QZ_OK) {
            return rc;
        }
        framed(s, n, packed, checksum);
        empty = false;
    }
    return QZ_OK;
}

static bool allowed(const struct qz_session *session)
{
    return (session->params.backup & 3) != 0;
}

/* Hardware where it is there and worth it, software where that is allowed, in this order. */
static int either(QzSession_T *sess, struct state *s, uint64_t *ext_rc)
{
    struct qz_session *session = qz_of(sess);
    bool forced = (session->params.backup & 2) != 0 || sess->hw_session_stat != QZ_OK;
    bool small = s->length == 0 || (s->length < session->params.threshold && allowed(session));
    int rc = forced || small ? QZ_FORCE_SW : by_device(session, s);
    if (rc == QZ_OK || rc == QZ_BUF_ERROR) {
        return rc;
    }
    *ext_rc |= rc == QZ_TIMEOUT ? QZ_TIMEOUT_MASK : 0;
    if (!allowed(session) && s->length > 0) {
        return rc == QZ_FORCE_SW ? QZ_NOSW_NO_HW : rc;
    }
    *ext_rc |= QZ_SW_EXECUTION_MASK;
    return by_software(s);
}

/* The blocks lie in `dest`; what the program makes of them takes their place. */
static int processed(const struct qz_sequences *sequences, struct state *s, uint64_t *ext_rc)
{
    int why = 0;
    if (sequences->callback == NULL || s->produced == 0) {
        return QZ_OK;
    }
    int rc = sequences->callback(sequences->external, s->src, &s->consumed, s->dest, &s->produced, &why);
    *ext_rc = rc == QZ_OK ? *ext_rc : (uint64_t)(int64_t)why;
    return rc;
}

int qz_compress(QzSession_T *sess, const unsigned char *src, unsigned *src_len, unsigned char *dest, unsigned *dest_len,
                bool last, unsigned long *crc, uint64_t *ext_rc)
{
    uint64_t unused = 0;
    int rc = src_len == NULL || dest_len == NULL || dest == NULL || (src == NULL && *src_len > 0) ? QZ_PARAMS : qz_ready(sess);
    if (rc != QZ_OK) {
        if (rc == QZ_PARAMS && src_len != NULL && dest_len != NULL) {
            *src_len = *dest_len = 0;
        }
        return rc;
    }
    struct qz_session *session = qz_of(sess);
    if (session->params.direction == QZ_DIR_DECOMPRESS) {
        *src_len = *dest_len = 0;
        return QZ_PARAMS;
    }
    struct state s = {.params = &session->params, .src = src, .dest = dest, .length = *src_len, .room = *dest_len, .last = last};
    s.checksum = crc != NULL ? *crc : 0;
    ext_rc = ext_rc != NULL ? ext_rc : &unused;
    *ext_rc = 0;
    rc = either(sess, &s, ext_rc);
    if (rc == QZ_OK || (rc == QZ_BUF_ERROR && s.consumed > 0)) {
        int more = processed(&session->params.sequences, &s, ext_rc);
        rc = more != QZ_OK ? more : rc;
    }
    *src_len = s.consumed;
    *dest_len = s.produced;
    if (crc != NULL) {
        *crc = qz_crc_is_gzips(&session->crc32) ? s.checksum : qz_crc(&session->crc32, *crc, src, s.consumed);
    }
    sess->total_in += s.consumed;
    sess->total_out += s.produced;
    sess->thd_sess_stat = rc;
    return rc;
}
