/* QATzip: streams. What is handed in gathers until a buffer is full or the stream ends; each buffer is then a qzCompress of its own. */
#include <zlib.h>

#include "qz.h"

struct stream {
    QzSession_T *sess;
    unsigned char *in, *out;
    unsigned in_room, in_length, out_room, out_length, out_at;
    bool any;                           /* something was compressed or decompressed */
};

static struct stream *open_stream(QzSession_T *sess, QzStream_T *strm, bool compress)
{
    struct stream *s = strm->opaque;
    if (s != NULL) {
        return s;
    }
    const struct qz_params *params = &qz_of(sess)->params;
    s = calloc(1, sizeof *s);
    if (s == NULL) {
        return NULL;
    }
    s->sess = sess;
    unsigned packed = qz_bound(params->stream > params->chunk ? params->stream : params->chunk, params->chunk, params->format);
    s->in_room = compress ? params->stream : packed;
    s->out_room = compress ? packed : 8 * packed;
    s->in = malloc(s->in_room);
    s->out = malloc(s->out_room);
    if (s->in == NULL || s->out == NULL) {
        free(s->in);
        free(s->out);
        free(s);
        return NULL;
    }
    strm->crc_32 = strm->crc_type == QZ_ADLER;
    return strm->opaque = s;
}

/* Moves what is ready to the program; its buffer's used bytes are counted in `given`. */
static void deliver(struct stream *s, QzStream_T *strm, unsigned room, unsigned *given)
{
    unsigned n = MIN(s->out_length - s->out_at, room - *given);
    memcpy(strm->out + *given, s->out + s->out_at, n);
    s->out_at += n;
    *given += n;
    if (s->out_at == s->out_length) {
        s->out_at = s->out_length = 0;
    }
}

static void summed(QzStream_T *strm, const unsigned char *plain, unsigned length)
{
    if (strm->crc_type == QZ_CRC32) {
        strm->crc_32 = (unsigned)crc32(strm->crc_32, plain, length);
    } else if (strm->crc_type == QZ_ADLER) {
        strm->crc_32 = (unsigned)adler32(strm->crc_32, plain, length);
    }
}

static int step(struct stream *s, QzStream_T *strm, bool compress, bool last)
{
    unsigned in = s->in_length, out = s->out_room;
    int rc = compress ? qz_compress(s->sess, s->in, &in, s->out, &out, last, NULL, NULL)
                      : qz_decompress(s->sess, s->in, &in, s->out, &out, NULL, NULL);
    bool partial = !compress && !last && (rc == QZ_DATA_ERROR || rc == QZ_BUF_ERROR);
    if (rc != QZ_OK && !((partial || rc == QZ_BUF_ERROR) && (in > 0 || s->in_length < s->in_room))) {
        return rc;
    }
    summed(strm, compress ? s->in : s->out, compress ? in : out);
    memmove(s->in, s->in + in, s->in_length - in);
    s->in_length -= in;
    s->out_length = out;
    s->out_at = 0;
    s->any = true;
    return in == 0 && out == 0 && last && !compress ? QZ_DATA_ERROR : QZ_OK;
}

static int run(QzSession_T *sess, QzStream_T *strm, bool compress, bool last)
{
    struct stream *s = open_stream(sess, strm, compress);
    if (s == NULL) {
        return QZ_NOSW_LOW_MEM;
    }
    unsigned given = strm->in_sz, room = strm->out_sz, read = 0, written = 0;
    int rc = QZ_OK;
    deliver(s, strm, room, &written);
    while (rc == QZ_OK && s->out_length == 0) {
        unsigned n = MIN(given - read, s->in_room - s->in_length);
        memcpy(s->in + s->in_length, strm->in + read, n);
        s->in_length += n;
        read += n;
        bool all = read == given, full = s->in_length == s->in_room;
        bool due = full || (all && last && (s->in_length > 0 || (compress && !s->any)));
        if (!due) {
            break;
        }
        rc = step(s, strm, compress, all && last);
        deliver(s, strm, room, &written);
    }
    strm->in_sz = read;
    strm->out_sz = written;
    strm->pending_in = s->in_length;
    strm->pending_out = s->out_length - s->out_at;
    return rc;
}

static int checked(QzSession_T *sess, QzStream_T *strm, unsigned last, bool compress)
{
    bool given = strm != NULL && last <= 1 && (strm->in != NULL || strm->in_sz == 0) && (strm->out != NULL || strm->out_sz == 0);
    int rc = given ? qz_ready(sess) : QZ_PARAMS;
    if (rc == QZ_OK) {
        rc = run(sess, strm, compress, last == 1);
    } else if (strm != NULL) {
        strm->in_sz = strm->out_sz = 0;
    }
    return rc;
}

QATZIP_API int qzCompressStream(QzSession_T *sess, QzStream_T *strm, unsigned int last)
{
    return checked(sess, strm, last, true);
}

QATZIP_API int qzDecompressStream(QzSession_T *sess, QzStream_T *strm, unsigned int last)
{
    return checked(sess, strm, last, false);
}

QATZIP_API int qzEndStream(QzSession_T *sess, QzStream_T *strm)
{
    if (sess == NULL || strm == NULL) {
        return QZ_PARAMS;
    }
    struct stream *s = strm->opaque;
    if (s != NULL) {
        free(s->in);
        free(s->out);
        free(s);
        strm->opaque = NULL;
    }
    strm->in_sz = strm->out_sz = strm->pending_in = strm->pending_out = 0;
    return QZ_OK;
}
