/* QATzip: decompression of a buffer. The device gets members whose size is known; others are decoded by software. */
#include <zlib.h>

#include "qz.h"

struct state {
    const struct qz_session *session;
    const unsigned char *src;
    unsigned char *dest;
    unsigned length, room, given, consumed, produced;
    unsigned long checksum;
};

/* Whole frame of a member whose compressed size its header says. */
static unsigned frame_of(const struct qz_member *member)
{
    return member->header + member->packed + qz_footer_size(member->format);
}

static bool for_device(const struct state *s, const struct qz_member *member, unsigned left)
{
    unsigned chunk = s->session->params.chunk;
    return member->packed > 0 && (member->plain > 0 || member->format != QZF_LZ4) && member->packed <= chunk + chunk / 8 + 1024 && member->plain <= chunk &&
           left >= member->header && left - member->header >= member->packed &&
           left - member->header - member->packed >= qz_footer_size(member->format);
}

static bool next_member(struct qz_work *work, struct qz_piece *piece)
{
    struct state *s = work->state;
    struct qz_member member;
    const unsigned char *at = s->src + s->given;
    unsigned left = s->length - s->given;
    if (qz_find_member(s->session->params.format, at, left, &member) != 1 || !for_device(s, &member, left)) {
        return false;
    }
    *piece = (struct qz_piece){at + member.header, member.packed, s->given, true};
    s->given += frame_of(&member);
    return true;
}

static int delivered(struct state *s, const struct qz_member *member, const unsigned char *out, unsigned plain,
                     unsigned checksum, unsigned packed)
{
    const unsigned char *footer = s->src + s->consumed + member->header + packed;
    if (!qz_footer_fits(member->format, footer, plain, checksum)) {
        return QZ_DATA_ERROR;
    }
    if (out != NULL) {
        memcpy(s->dest + s->produced, out, plain);
    }
    s->produced += plain;
    s->consumed += member->header + packed + qz_footer_size(member->format);
    if (member->format != QZF_ZLIB && member->format != QZF_LZ4) {
        s->checksum = crc32_combine(s->checksum, checksum, (z_off_t)plain);
    }
    return QZ_OK;
}

static int take_plain(struct qz_work *work, const struct qz_piece *piece, const struct qz_answer *got)
{
    struct state *s = work->state;
    struct qz_member member;
    if (got->status != CPA_DC_OK || got->consumed != piece->in_length) {
        return QZ_FAIL;
    }
    if (s->room - s->produced < got->produced) {
        return QZ_BUF_ERROR;
    }
    qz_find_member(s->session->params.format, s->src + s->consumed, s->length - s->consumed, &member);
    return delivered(s, &member, got->out, got->produced, got->checksum, member.packed);
}

static int by_device(struct state *s)
{
    struct qz_instance *instance = qz_grab(s->session->preferred, s->session->params.chunk);
    bool lz4 = s->session->params.format == QZF_LZ4;
    struct qz_work work = {.checksum = lz4 ? CPA_DC_XXHASH32 : CPA_DC_CRC32,
                           .params = &s->session->params,
                           .next = next_member,
                           .take = take_plain,
                           .state = s};
    if (instance == NULL) {
        return QZ_NOSW_NO_INST_ATTACH;
    }
    int rc = qz_run(instance, &work);
    qz_release(instance);
    return rc;
}

static int frame_by_software(struct state *s, const struct qz_member *member, unsigned char *end)
{
    unsigned out = s->room - s->produced;
    unsigned char *plain = s->dest + s->produced;
    int rc = qz_soft_unlz4(s->src + s->consumed + member->header, member->packed, plain, &out);
    *end = rc == QZ_OK;
    return rc == QZ_OK ? delivered(s, member, NULL, out, emu_xxh32(plain, out), member->packed) : rc;
}

/* One member; QZ_DATA_ERROR also for one that does not end within the input. */
static int one_by_software(struct state *s, unsigned char *end)
{
    struct qz_member member;
    const unsigned char *at = s->src + s->consumed;
    unsigned left = s->length - s->consumed;
    if (qz_find_member(s->session->params.format, at, left, &member) != 1) {
        return QZ_DATA_ERROR;
    }
    if (member.format == QZF_LZ4) {
        return frame_by_software(s, &member, end);
    }
    unsigned foot = qz_footer_size(member.format), in = left - member.header, out = s->room - s->produced;
    bool ended = false;
    int rc = qz_soft_inflate(at + member.header, &in, s->dest + s->produced, &out, &ended);
    if (rc != QZ_OK) {
        return rc;
    }
    if (!ended && member.format == QZF_RAW) { /* raw data may go on in the next call: whole blocks were flushed */
        s->produced += out;
        s->consumed += in;
        return QZ_OK;
    }
    if (!ended || left - member.header - in < foot) {
        return QZ_DATA_ERROR;
    }
    *end = 1;
    const unsigned char *plain = s->dest + s->produced;
    unsigned sum = (unsigned)(member.format == QZF_ZLIB ? adler32(1, plain, out) : crc32(0, plain, out));
    return delivered(s, &member, NULL, out, sum, in);
}

static int by_software(struct state *s, unsigned char *end)
{
    bool once = s->session->params.stop_at_end;
    while (s->consumed < s->length) {
        unsigned before = s->consumed;
        int rc = one_by_software(s, end);
        if (rc != QZ_OK) {
            return rc;
        }
        if (s->consumed == before || (once && *end != 0)) {
            break;
        }
    }
    return QZ_OK;
}

static int either(QzSession_T *sess, struct state *s, uint64_t *ext_rc)
{
    struct qz_session *session = qz_of(sess);
    bool soft = (session->params.backup & 3) != 0;
    bool forced = (session->params.backup & 2) != 0 || sess->hw_session_stat != QZ_OK;
    bool sized = session->params.format == QZF_4B || session->params.format == QZF_GZIP_EXT || session->params.format == QZF_LZ4;
    bool worth = sized && !forced && (s->length >= session->params.threshold || !soft);
    int rc = worth ? by_device(s) : QZ_FORCE_SW;
    if (rc == QZ_BUF_ERROR || rc == QZ_DATA_ERROR || (rc == QZ_OK && s->consumed == s->length)) {
        session->end_of_stream = rc == QZ_OK;
        return rc;
    }
    *ext_rc |= rc == QZ_TIMEOUT ? QZ_TIMEOUT_MASK : 0;
    if (!soft) {
        return rc == QZ_OK ? QZ_DATA_ERROR : rc == QZ_FORCE_SW ? QZ_NOSW_UNSUPPORTED_FMT : rc;
    }
    *ext_rc |= QZ_SW_EXECUTION_MASK;
    return by_software(s, &session->end_of_stream);
}

int qz_decompress(QzSession_T *sess, const unsigned char *src, unsigned *src_len, unsigned char *dest,
                  unsigned *dest_len, unsigned long *crc, uint64_t *ext_rc)
{
    uint64_t unused = 0;
    bool given = src_len != NULL && dest_len != NULL && src != NULL && dest != NULL;
    int rc = given ? qz_ready(sess) : QZ_PARAMS;
    if (rc == QZ_OK && qz_of(sess)->params.direction == QZ_DIR_COMPRESS) {
        rc = QZ_PARAMS;
    }
    if (rc != QZ_OK) {
        if (src_len != NULL && dest_len != NULL) {
            *src_len = *dest_len = 0;
        }
        return rc;
    }
    struct state s = {.session = qz_of(sess), .src = src, .dest = dest, .length = *src_len, .room = *dest_len};
    s.checksum = crc != NULL ? *crc : 0;
    ext_rc = ext_rc != NULL ? ext_rc : &unused;
    *ext_rc = 0;
    qz_of(sess)->end_of_stream = 0;
    rc = either(sess, &s, ext_rc);
    *src_len = s.consumed;
    *dest_len = s.produced;
    if (crc != NULL) {
        const struct qz_crc *own = &qz_of(sess)->crc32;
        *crc = qz_crc_is_gzips(own) ? s.checksum : qz_crc(own, *crc, dest, s.produced);
    }
    sess->total_in += s.consumed;
    sess->total_out += s.produced;
    sess->thd_sess_stat = rc;
    return rc;
}
