/* QAT shim: submission, polling and completion of requests. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "icp_sal_poll.h"
#include "qat_dc.h"

#define POISON 0xA5
#define MIN_OUTPUT_DYNAMIC 512  /* bytes; QATlib refuses smaller destinations on 4xxx */
#define MIN_OUTPUT_STATIC 1026
#define SYNC_TIMEOUT_NS 2000000000ULL /* QATlib's limit for a synchronous caller */

struct call {
    struct emu_request request; /* first: the engine hands back a pointer to it */
    struct call *next_free;
    struct instance *instance;
    struct session *session;
    CpaBufferList *source, *destination;
    CpaDcRqResults *results;
    CpaCrcData *crc;
    void *tag;
    CpaDcCallbackFn callback;
    CpaDcSessionSetupData setup;
    CpaDcFlush flush;
    CpaStatus status;
    Cpa32U seed;
    bool compress;
};

/* --- pool --- */

bool qat_make_pool(struct instance *instance, unsigned depth)
{
    unsigned count = depth + 1; /* one beyond the ring, so that a full ring is found by the ring */
    struct call *calls = calloc(count, sizeof *calls);
    if (calls == NULL) {
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        calls[i].next_free = i + 1 < count ? &calls[i + 1] : NULL;
    }
    instance->pool = instance->free_calls = calls;
    return true;
}

static struct call *take_call(struct instance *instance)
{
    pthread_mutex_lock(&instance->lock);
    struct call *call = instance->free_calls;
    if (call != NULL) {
        instance->free_calls = call->next_free;
        memset(call, 0, sizeof *call);
        call->instance = instance;
    }
    pthread_mutex_unlock(&instance->lock);
    return call;
}

static void give_back(struct call *call)
{
    struct instance *instance = call->instance;
    pthread_mutex_lock(&instance->lock);
    call->next_free = instance->free_calls;
    instance->free_calls = call;
    pthread_mutex_unlock(&instance->lock);
}

/* --- buffer lists --- */

static size_t total(const CpaBufferList *list)
{
    size_t bytes = 0;
    for (Cpa32U i = 0; i < list->numBuffers; i++) {
        bytes += list->pBuffers[i].dataLenInBytes;
    }
    return bytes;
}

static CpaStatus check_list(const struct instance *instance, const CpaBufferList *list)
{
    if (list == NULL || list->pBuffers == NULL || list->numBuffers == 0 || list->pPrivateMetaData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    for (Cpa32U i = 0; i < list->numBuffers; i++) {
        if (list->pBuffers[i].pData == NULL && list->pBuffers[i].dataLenInBytes > 0) {
            return CPA_STATUS_INVALID_PARAM;
        }
    }
    bool reachable = qat_addressable(instance, list->pPrivateMetaData);
    for (Cpa32U i = 0; i < list->numBuffers && reachable; i++) {
        const CpaFlatBuffer *buffer = &list->pBuffers[i];
        reachable = buffer->dataLenInBytes == 0 ||
                    (qat_addressable(instance, buffer->pData) &&
                     qat_addressable(instance, buffer->pData + buffer->dataLenInBytes - 1));
    }
    return reachable ? CPA_STATUS_SUCCESS : CPA_STATUS_FAIL;
}

/* Until completion the destination holds nothing that a reader could mistake for a result. */
static void poison(struct emu_request *request)
{
    const CpaBufferList *list = ((struct call *)request)->destination;
    for (Cpa32U i = 0; i < list->numBuffers; i++) {
        memset(list->pBuffers[i].pData, POISON, list->pBuffers[i].dataLenInBytes);
    }
}

/* A list as one span: the buffer itself when there is one, otherwise a copy. */
static struct emu_span gather(const CpaBufferList *list, bool copy)
{
    struct emu_span span = {list->pBuffers[0].pData, total(list)};
    if (list->numBuffers == 1) {
        return span;
    }
    size_t at = 0;
    span.data = malloc(span.length > 0 ? span.length : 1);
    for (Cpa32U i = 0; copy && span.data != NULL && i < list->numBuffers; i++) {
        memcpy(span.data + at, list->pBuffers[i].pData, list->pBuffers[i].dataLenInBytes);
        at += list->pBuffers[i].dataLenInBytes;
    }
    return span;
}

static void scatter(const CpaBufferList *list, struct emu_span span, size_t length)
{
    for (Cpa32U i = 0; i < list->numBuffers && length > 0; i++) {
        size_t part = list->pBuffers[i].dataLenInBytes < length ? list->pBuffers[i].dataLenInBytes : length;
        memcpy(list->pBuffers[i].pData, span.data, part);
        span.data += part;
        length -= part;
    }
}

static void release_span(const CpaBufferList *list, struct emu_span span)
{
    if (list->numBuffers != 1) {
        free(span.data);
    }
}

/* --- the work --- */

static void set_checksums(struct call *call, struct emu_deflate *op)
{
    CpaDcChecksum kind = call->setup.checksum;
    op->want_crc32 = kind == CPA_DC_CRC32 || kind == CPA_DC_CRC32_ADLER32;
    op->want_adler32 = kind == CPA_DC_ADLER32;
    op->checksum = call->seed;
}

static CpaDcReqStatus report_of(int rc)
{
    switch (rc) {
    case 0: return CPA_DC_OK;
    case -ENOSPC: return CPA_DC_OVERFLOW;
    case -ENODATA: return CPA_DC_INCOMPLETE_FILE_ERR;
    case -EBADMSG: return (CpaDcReqStatus)CPA_DC_BAD_DATA;
    default: return CPA_DC_FATALERR;
    }
}

static void set_results(struct call *call, const struct emu_deflate *op, CpaDcReqStatus report)
{
    CpaDcRqResults *results = call->results;
    /* Compression into too small a buffer succeeds in part; every other failure counts nothing (as QATlib does). */
    bool counts = report == CPA_DC_OK || (report == CPA_DC_OVERFLOW && call->compress);
    bool succeeds = counts || report == CPA_DC_INCOMPLETE_FILE_ERR;
    results->status = report;
    results->consumed = counts ? (Cpa32U)op->consumed : 0;
    results->produced = counts ? (Cpa32U)op->produced : 0;
    results->checksum = counts ? op->checksum : results->checksum;
    results->endOfLastBlock = op->end_of_stream ? CPA_TRUE : CPA_FALSE;
    results->dataUncompressed = CPA_FALSE;
    if (call->crc != NULL && counts) {
        call->crc->crc32 = op->crc32;
        call->crc->adler32 = op->adler32;
    }
    call->status = succeeds ? CPA_STATUS_SUCCESS : CPA_STATUS_FAIL;
    call->request.bytes_out = results->produced;
}

static void fail(struct call *call, CpaDcReqStatus report)
{
    const struct emu_deflate nothing = {0};
    set_results(call, &nothing, report);
    call->status = CPA_STATUS_FAIL;
}

static void work(struct emu_request *request)
{
    struct call *call = (struct call *)request;
    if ((request->fault & EMU_FAULT_ERROR) != 0) {
        fail(call, CPA_DC_SOFTERR);
        return;
    }
    struct emu_deflate op = {
        .in = gather(call->source, true),
        .out = gather(call->destination, false),
        .hardware_level = emu_hardware_level(call->setup.compLevel),
        .fixed_codes = call->setup.huffType == CPA_DC_HT_STATIC,
        .final = call->flush == CPA_DC_FLUSH_FINAL,
    };
    bool overflow = (request->fault & EMU_FAULT_OVERFLOW) != 0;
    if (overflow) {
        op.in.length /= 2; /* as if the rest had not fitted */
        op.final = false;
    }
    set_checksums(call, &op);
    int rc = op.in.data == NULL || op.out.data == NULL ? -ENOMEM
             : call->compress                          ? emu_deflate_run(&op)
                                                       : emu_inflate_run(&op);
    if (call->destination->numBuffers != 1 && op.out.data != NULL) {
        scatter(call->destination, op.out, op.produced);
    }
    release_span(call->source, op.in);
    release_span(call->destination, op.out);
    set_results(call, &op, overflow && rc == 0 ? CPA_DC_OVERFLOW : report_of(rc));
}

/* --- completion --- */

static CpaStatus settle(struct call *call)
{
    if (call->request.failed) {
        fail(call, CPA_DC_FATALERR);
    }
    if (call->status != CPA_STATUS_SUCCESS && !call->request.failed) {
        emu_count_error();
    }
    bool final = call->flush == CPA_DC_FLUSH_FINAL && call->results->status == CPA_DC_OK;
    call->session->continues = !final;
    call->session->in_flight--;
    qat_count(call->instance, call->compress, call->status == CPA_STATUS_SUCCESS ? QAT_COMPLETED : QAT_COMPLETED_ERROR);
    return call->status;
}

static void deliver(struct call *call)
{
    CpaDcCallbackFn callback = call->callback;
    void *tag = call->tag;
    CpaStatus status = settle(call);
    give_back(call); /* before the callback: it may submit the next request */
    emu_leave();
    callback(tag, status);
    emu_enter();
}

EMU_API CpaStatus icp_sal_DcPollInstance(CpaInstanceHandle instanceHandle, Cpa32U response_quota)
{
    struct instance *instance = qat_instance(instanceHandle);
    Cpa32U delivered = 0;
    if (instance == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (!instance->started) {
        return CPA_STATUS_FAIL;
    }
    emu_enter();
    emu_pace();
    while (response_quota == 0 || delivered < response_quota) {
        struct emu_request *request = emu_reap(&instance->queue);
        if (request == NULL) {
            break;
        }
        if (delivered++ == 0) {
            emu_polled(true);
        }
        deliver((struct call *)request);
    }
    if (delivered == 0) {
        emu_polled(false);
    }
    emu_leave();
    return delivered > 0 ? CPA_STATUS_SUCCESS : CPA_STATUS_RETRY;
}

/* --- submission --- */

static CpaStatus check_direction(const struct session *session, bool compress)
{
    CpaDcSessionDir wrong = compress ? CPA_DC_DIR_DECOMPRESS : CPA_DC_DIR_COMPRESS;
    return session->setup.sessDirection == wrong ? CPA_STATUS_INVALID_PARAM : CPA_STATUS_SUCCESS;
}

static CpaStatus check_sizes(const struct session *session, const CpaBufferList *source,
                             const CpaBufferList *destination, bool compress)
{
    size_t in = total(source), out = total(destination), least = 1;
    if (compress) {
        least = session->setup.huffType == CPA_DC_HT_STATIC ? MIN_OUTPUT_STATIC : MIN_OUTPUT_DYNAMIC;
    }
    bool fits = in > 0 && in <= emu_config()->device.max_request_bytes && out >= least && out <= UINT32_MAX;
    return fits ? CPA_STATUS_SUCCESS : CPA_STATUS_INVALID_PARAM;
}

static CpaStatus check(struct instance *instance, struct session *session, const struct call *wanted)
{
    if (instance == NULL || session == NULL || wanted->results == NULL || wanted->source == wanted->destination ||
        wanted->flush > CPA_DC_FLUSH_FULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = qat_usable(instance);
    if (status == CPA_STATUS_SUCCESS) {
        status = check_list(instance, wanted->source);
    }
    if (status == CPA_STATUS_SUCCESS) {
        status = check_list(instance, wanted->destination);
    }
    if (status == CPA_STATUS_SUCCESS) {
        status = check_direction(session, wanted->compress);
    }
    if (status == CPA_STATUS_SUCCESS) {
        status = check_sizes(session, wanted->source, wanted->destination, wanted->compress);
    }
    return status;
}

/* The engine's time goes by what comes out; the input is complete, so it can be told now. */
static size_t output_bytes(const struct call *wanted)
{
    struct emu_span in = gather(wanted->source, true);
    size_t bytes = in.data != NULL ? emu_inflated_length(in, total(wanted->destination)) : 0;
    release_span(wanted->source, in);
    return bytes;
}

static void fill(struct call *call, const struct call *wanted, struct session *session)
{
    call->session = session;
    call->source = wanted->source;
    call->destination = wanted->destination;
    call->results = wanted->results;
    call->crc = wanted->crc;
    call->tag = wanted->tag;
    call->flush = wanted->flush;
    call->compress = wanted->compress;
    call->callback = session->callback;
    call->setup = session->setup;
    call->seed = session->continues             ? wanted->results->checksum
                 : session->setup.checksum == CPA_DC_ADLER32 ? 1
                                                : 0;
    call->request.accept = poison;
    call->request.work = work;
    call->request.sync = session->callback == NULL;
    call->request.bytes_in = total(wanted->source);
    call->request.bytes_timed = wanted->compress ? call->request.bytes_in : output_bytes(wanted);
}

/* Waits here: with the real library another thread has to poll for a synchronous caller. */
static CpaStatus finish(struct call *call)
{
    int rc = emu_finish_sync(&call->instance->queue, &call->request, SYNC_TIMEOUT_NS);
    if (rc != 0) {
        return qat_status(rc); /* lost: its call stays out of the pool, as its buffers stay the device's */
    }
    CpaStatus status = settle(call);
    give_back(call);
    return status;
}

static CpaStatus submit(CpaInstanceHandle handle, CpaDcSessionHandle session_handle, const struct call *wanted)
{
    struct instance *instance = qat_instance(handle);
    struct session *session = qat_session(session_handle);
    emu_enter();
    CpaStatus status = check(instance, session, wanted);
    struct call *call = status == CPA_STATUS_SUCCESS ? take_call(instance) : NULL;
    if (call != NULL) {
        fill(call, wanted, session);
        session->in_flight++;
        int rc = emu_submit(&instance->queue, &call->request, wanted->compress ? EMU_COMPRESS : EMU_DECOMPRESS,
                            session->setup.compLevel);
        status = qat_status(rc);
        if (rc != 0) {
            session->in_flight--;
            give_back(call);
        } else if (session->callback == NULL) {
            status = finish(call);
        }
    } else if (status == CPA_STATUS_SUCCESS) {
        status = CPA_STATUS_RETRY;
    }
    if (instance != NULL) {
        qat_count(instance, wanted->compress, status == CPA_STATUS_SUCCESS ? QAT_REQUEST : QAT_REQUEST_ERROR);
    }
    emu_leave();
    return status;
}

EMU_API CpaStatus cpaDcCompressData(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                    CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaDcRqResults *pResults,
                                    CpaDcFlush flushFlag, void *callbackTag)
{
    const struct call wanted = {.source = pSrcBuff, .destination = pDestBuff, .results = pResults,
                                .flush = flushFlag, .tag = callbackTag, .compress = true};
    return submit(dcInstance, pSessionHandle, &wanted);
}

EMU_API CpaStatus cpaDcCompressData2(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                     CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaDcOpData *pOpData,
                                     CpaDcRqResults *pResults, void *callbackTag)
{
    if (pOpData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (pOpData->compressAndVerify != CPA_TRUE) {
        /* recovery without verification is a contradiction; plain compression is not allowed on this device */
        return pOpData->compressAndVerifyAndRecover == CPA_TRUE ? CPA_STATUS_INVALID_PARAM : CPA_STATUS_UNSUPPORTED;
    }
    if (pOpData->integrityCrcCheck == CPA_TRUE && pOpData->pCrcData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    const struct call wanted = {.source = pSrcBuff, .destination = pDestBuff, .results = pResults,
                                .flush = pOpData->flushFlag, .tag = callbackTag, .compress = true,
                                .crc = pOpData->integrityCrcCheck == CPA_TRUE ? pOpData->pCrcData : NULL};
    return submit(dcInstance, pSessionHandle, &wanted);
}

EMU_API CpaStatus cpaDcDecompressData(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                      CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaDcRqResults *pResults,
                                      CpaDcFlush flushFlag, void *callbackTag)
{
    const struct call wanted = {.source = pSrcBuff, .destination = pDestBuff, .results = pResults,
                                .flush = flushFlag, .tag = callbackTag, .compress = false};
    return submit(dcInstance, pSessionHandle, &wanted);
}

EMU_API CpaStatus cpaDcDecompressData2(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                       CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaDcOpData *pOpData,
                                       CpaDcRqResults *pResults, void *callbackTag)
{
    if (pOpData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    return cpaDcDecompressData(dcInstance, pSessionHandle, pSrcBuff, pDestBuff, pResults, pOpData->flushFlag,
                               callbackTag);
}
