/* QATzip: the calls that compress and decompress. */
#include "qz.h"

QATZIP_API int qzCompressCrcExt(QzSession_T *sess, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                                unsigned int *dest_len, unsigned int last, unsigned long *crc, uint64_t *ext_rc)
{
    return last > 1 ? QZ_PARAMS : qz_compress(sess, src, src_len, dest, dest_len, last == 1, crc, ext_rc);
}

QATZIP_API int qzCompressCrc(QzSession_T *sess, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                             unsigned int *dest_len, unsigned int last, unsigned long *crc)
{
    return qzCompressCrcExt(sess, src, src_len, dest, dest_len, last, crc, NULL);
}

QATZIP_API int qzCompressExt(QzSession_T *sess, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                             unsigned int *dest_len, unsigned int last, uint64_t *ext_rc)
{
    return qzCompressCrcExt(sess, src, src_len, dest, dest_len, last, NULL, ext_rc);
}

QATZIP_API int qzCompress(QzSession_T *sess, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                          unsigned int *dest_len, unsigned int last)
{
    return qzCompressCrcExt(sess, src, src_len, dest, dest_len, last, NULL, NULL);
}

QATZIP_API int qzDecompressCrcExt(QzSession_T *sess, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                                  unsigned int *dest_len, unsigned long *crc, uint64_t *ext_rc)
{
    return qz_decompress(sess, src, src_len, dest, dest_len, crc, ext_rc);
}

QATZIP_API int qzDecompressCrc(QzSession_T *sess, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                               unsigned int *dest_len, unsigned long *crc)
{
    return qz_decompress(sess, src, src_len, dest, dest_len, crc, NULL);
}

QATZIP_API int qzDecompressExt(QzSession_T *sess, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                               unsigned int *dest_len, uint64_t *ext_rc)
{
    return qz_decompress(sess, src, src_len, dest, dest_len, NULL, ext_rc);
}

QATZIP_API int qzDecompress(QzSession_T *sess, const unsigned char *src, unsigned int *src_len, unsigned char *dest,
                            unsigned int *dest_len)
{
    return qz_decompress(sess, src, src_len, dest, dest_len, NULL, NULL);
}

/* --- with a callback: a thread of the session works them off in order --- */

static void serve(QzSession_T *sess, struct qz_request *request)
{
    QzResult_T *result = request->result;
    if (request->compress) {
        result->status = qz_compress(sess, request->src, &result->src_len, request->dest, &result->dest_len, true, NULL,
                                     &result->ext_rc);
    } else {
        result->status = qz_decompress(sess, request->src, &result->src_len, request->dest, &result->dest_len, NULL,
                                       &result->ext_rc);
    }
    if (request->callback != NULL) {
        request->callback(result);
    }
}

static void *work(void *argument)
{
    QzSession_T *sess = argument;
    struct qz_session *session = qz_of(sess);
    pthread_mutex_lock(&session->lock);
    while (session->first != NULL || !session->stopping) {
        struct qz_request *request = session->first;
        if (request == NULL) {
            pthread_cond_wait(&session->changed, &session->lock);
            continue;
        }
        session->first = request->next;
        pthread_mutex_unlock(&session->lock);
        serve(sess, request);
        free(request);
        pthread_mutex_lock(&session->lock);
    }
    pthread_mutex_unlock(&session->lock);
    return NULL;
}

static int hand_over(QzSession_T *sess, struct qz_request wanted)
{
    struct qz_session *session = qz_of(sess);
    struct qz_request *request = malloc(sizeof *request);
    if (request == NULL) {
        return QZ_FAIL;
    }
    *request = wanted;
    pthread_mutex_lock(&session->lock);
    bool good = session->running || pthread_create(&session->worker, NULL, work, sess) == 0;
    session->running = good;
    if (good) {
        *(session->first == NULL ? &session->first : &session->last->next) = request;
        session->last = request;
        pthread_cond_signal(&session->changed);
    }
    pthread_mutex_unlock(&session->lock);
    if (!good) {
        free(request);
    }
    return good ? QZ_OK : QZ_FAIL;
}

/* Ends the thread when it has done what was handed in. */
void qz_async_stop(struct qz_session *session)
{
    pthread_mutex_lock(&session->lock);
    bool running = session->running;
    session->stopping = true;
    pthread_cond_signal(&session->changed);
    pthread_mutex_unlock(&session->lock);
    if (running) {
        pthread_join(session->worker, NULL);
    }
}

static int either(QzSession_T *sess, struct qz_request request)
{
    int rc = request.src == NULL || request.dest == NULL || request.result == NULL ? QZ_PARAMS : qz_ready(sess);
    if (rc != QZ_OK) {
        return rc;
    }
    if (request.callback != NULL) {
        return hand_over(sess, request);
    }
    serve(sess, &request);
    return request.result->status;
}

QATZIP_API int qzCompress2(QzSession_T *sess, const unsigned char *src, unsigned char *dest, qzAsyncCallbackFn callback,
                           QzResult_T *qzResults)
{
    return either(sess, (struct qz_request){NULL, src, dest, callback, qzResults, true});
}

QATZIP_API int qzDecompress2(QzSession_T *sess, const unsigned char *src, unsigned char *dest, qzAsyncCallbackFn callback,
                             QzResult_T *qzResults)
{
    return either(sess, (struct qz_request){NULL, src, dest, callback, qzResults, false});
}
