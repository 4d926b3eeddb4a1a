/* QAT shim: a request from submission to completion, and polling. What callers may ask for is in qat_api.c. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "icp_sal.h"
#include "icp_sal_poll.h"
#include "qat_dc.h"
#include "usdm.h"

#define POISON 0xA5
#define SYNC_TIMEOUT_NS 2000000000ULL /* QATlib's limit for a synchronous caller */

static _Atomic uint64_t errors_seen[128]; /* by the negated CpaDcReqStatus */

/* --- pool --- */

bool qat_make_pool(struct instance *instance, unsigned depth)
{
    unsigned count = depth + 1; /* one beyond the ring, so that a full ring is found by the ring */
    struct call *calls = calloc(count, sizeof *calls);
    if (calls == NULL) {
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        calls[i].next = i + 1 < count ? &calls[i + 1] : NULL;
    }
    instance->pool = instance->free_calls = calls;
    return true;
}

static void free_lists(struct call *call)
{
    for (int i = 0; i < 2; i++) {
        free(call->dp_lists[i].pBuffers);
        call->dp_lists[i].pBuffers = NULL;
    }
}

void qat_free_pool(struct instance *instance)
{
    for (unsigned i = 0; instance->pool != NULL && i <= instance->queue.depth; i++) {
        free_lists(&instance->pool[i]);
    }
    free(instance->pool);
    instance->pool = instance->free_calls = NULL;
}

struct call *qat_take_call(struct instance *instance)
{
    pthread_mutex_lock(&instance->lock);
    if (instance->pool == NULL) {
        qat_make_pool(instance, instance->queue.depth);
    }
    struct call *call = instance->free_calls;
    if (call != NULL) {
        instance->free_calls = call->next;
        memset(call, 0, sizeof *call);
        call->instance = instance;
    }
    pthread_mutex_unlock(&instance->lock);
    return call;
}

void qat_give_back(struct call *call)
{
    struct instance *instance = call->instance;
    free_lists(call);
    pthread_mutex_lock(&instance->lock);
    call->next = instance->free_calls;
    instance->free_calls = call;
    pthread_mutex_unlock(&instance->lock);
}

/* --- buffer lists --- */

/* How many the list has: none, whatever it says, when it names no place for them. */
static Cpa32U pieces(const CpaBufferList *list)
{
    return list->pBuffers != NULL ? list->numBuffers : 0;
}

size_t qat_total(const CpaBufferList *list)
{
    size_t bytes = 0;
    for (Cpa32U i = 0; i < pieces(list); i++) {
        bytes += list->pBuffers[i].dataLenInBytes;
    }
    return bytes;
}

/* Until completion the destination holds nothing that a reader could mistake for a result. What its description
   names beyond the memory it lies in stays untouched. */
static void poison(struct emu_request *request)
{
    const CpaBufferList *list = ((struct call *)request)->destination;
    for (Cpa32U i = 0; i < pieces(list); i++) {
        size_t length = list->pBuffers[i].dataLenInBytes;
        size_t there = length > 0 ? emu_pinned_length(list->pBuffers[i].pData) : 0;
        if (there > 0) {
            memset(list->pBuffers[i].pData, POISON, length < there ? length : there);
        }
    }
}

static bool needs_copy(const CpaBufferList *list)
{
    return pieces(list) != 1 || list->pBuffers[0].pData == NULL;
}

/* A list as one span: the buffer itself when there is one, otherwise a copy. */
static struct emu_span gather(const CpaBufferList *list, bool copy)
{
    struct emu_span span = {NULL, qat_total(list)};
    if (!needs_copy(list)) {
        span.data = list->pBuffers[0].pData;
        return span;
    }
    size_t at = 0;
    span.data = malloc(span.length > 0 ? span.length : 1);
    for (Cpa32U i = 0; copy && span.data != NULL && i < pieces(list); i++) {
        const CpaFlatBuffer *buffer = &list->pBuffers[i];
        if (buffer->dataLenInBytes > 0) {
            memcpy(span.data + at, buffer->pData, buffer->dataLenInBytes);
            at += buffer->dataLenInBytes;
        }
    }
    return span;
}

static void scatter(const CpaBufferList *list, struct emu_span span, size_t length)
{
    for (Cpa32U i = 0; i < pieces(list) && length > 0; i++) {
        size_t part = list->pBuffers[i].dataLenInBytes < length ? list->pBuffers[i].dataLenInBytes : length;
        if (part > 0) {
            memcpy(list->pBuffers[i].pData, span.data, part);
        }
        span.data += part;
        length -= part;
    }
}

static void release_span(const CpaBufferList *list, struct emu_span span)
{
    if (needs_copy(list)) {
        free(span.data);
    }
}

/* --- the work --- */

static bool has_crc32(const struct call *call)
{
    return call->setup.checksum == CPA_DC_CRC32;
}

static bool has_adler32(const struct call *call)
{
    return call->setup.checksum == CPA_DC_ADLER32;
}

static bool has_xxh32(const struct call *call)
{
    return call->setup.checksum == CPA_DC_XXHASH32;
}

static bool is_lz4(const struct call *call)
{
    return call->setup.compType == CPA_DC_LZ4 || call->setup.compType == CPA_DC_LZ4S;
}

static struct emu_lz4_form form_of(const struct call *call)
{
    return (struct emu_lz4_form){
        .block_most = (size_t)65536 << 2 * (call->setup.lz4BlockMaxSize - CPA_DC_LZ4_MAX_BLOCK_SIZE_64K),
        .block_checksums = call->setup.compType == CPA_DC_LZ4 && call->setup.lz4BlockChecksum,
        .sequences = call->setup.compType == CPA_DC_LZ4S,
        .least = call->setup.minMatch == CPA_DC_MIN_3_BYTE_MATCH ? 3 : 4,
    };
}

/* A session that accumulates goes on from request to request until one is final. */
static uint32_t content_hash(const struct call *call, const struct emu_deflate *op)
{
    const uint8_t *data = call->compress ? op->in.data : op->out.data;
    size_t length = call->compress ? op->consumed : op->produced;
    struct session *session = call->session;
    if (session == NULL || !session->setup.accumulateXXHash) {
        return emu_xxh32(data, length);
    }
    emu_xxh32_add(&session->xxh, data, length);
    uint32_t value = emu_xxh32_value(&session->xxh);
    if (call->flush == CPA_DC_FLUSH_FINAL) {
        emu_xxh32_begin(&session->xxh);
    }
    return value;
}

static void start_checksums(const struct call *call, struct emu_deflate *op)
{
    op->want_crc32 = has_crc32(call) || call->crc != NULL;
    op->want_adler32 = has_adler32(call) || call->crc != NULL;
    op->crc32 = has_crc32(call) ? call->seed : 0;
    op->adler32 = has_adler32(call) ? call->seed : 1;
}

/* The device's codes name what zlib puts into words. */
static CpaDcReqStatus report_of_data(const char *fault)
{
    static const struct {
        const char *words;
        CpaDcReqStatus report;
    } known[] = {
        {"invalid block type", CPA_DC_INVALID_BLOCK_TYPE},
        {"invalid stored block lengths", CPA_DC_BAD_STORED_BLOCK_LEN},
        {"too many length or distance symbols", CPA_DC_TOO_MANY_CODES},
        {"invalid code lengths set", CPA_DC_INCOMPLETE_CODE_LENS},
        {"invalid bit length repeat", CPA_DC_MORE_REPEAT},
        {"invalid literal/lengths set", CPA_DC_BAD_LITLEN_CODES},
        {"invalid distances set", CPA_DC_BAD_DIST_CODES},
        {"invalid distance too far back", CPA_DC_INVALID_DIST},
    };
    for (size_t i = 0; fault != NULL && i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i].words, fault) == 0) {
            return known[i].report;
        }
    }
    return CPA_DC_INVALID_CODE;
}

/* This device family takes data that stops short for a part of a stream. */
static CpaDcReqStatus report_of(int rc, const struct emu_deflate *op)
{
    switch (rc) {
    case 0:
    case -ENODATA: return CPA_DC_OK;
    case -ENOSPC: return CPA_DC_OVERFLOW;
    case -EBADMSG: return report_of_data(op->fault);
    default: return CPA_DC_SOFTERR;
    }
}

/* Compression into too small a buffer succeeds in part, but not on the data plane; every other failure counts
   nothing (as QATlib does). */
static bool succeeds(const struct call *call, CpaDcReqStatus report)
{
    return report == CPA_DC_OK || (report == CPA_DC_OVERFLOW && call->compress && call->dp == NULL);
}

static void set_results(struct call *call, const struct emu_deflate *op, CpaDcReqStatus report)
{
    CpaDcRqResults *results = call->results;
    bool good = succeeds(call, report);
    results->status = report;
    results->consumed = good ? (Cpa32U)op->consumed : 0;
    results->produced = good ? (Cpa32U)op->produced : 0;
    if (good && (has_crc32(call) || has_adler32(call))) {
        results->checksum = has_crc32(call) ? op->crc32 : op->adler32;
    }
    if (good && has_xxh32(call)) {
        results->checksum = op->xxh32;
    }
    results->endOfLastBlock = op->end_of_stream ? CPA_TRUE : CPA_FALSE;
    results->dataUncompressed = CPA_FALSE;
    call->status = good ? CPA_STATUS_SUCCESS : CPA_STATUS_FAIL;
    call->request.bytes_out = results->produced;
}

static void fail(struct call *call, CpaDcReqStatus report)
{
    const struct emu_deflate nothing = {0};
    set_results(call, &nothing, report);
    call->status = CPA_STATUS_FAIL;
}

static int run(const struct call *call, struct emu_deflate *op)
{
    if (op->in.data == NULL || op->out.data == NULL) {
        return -ENOMEM;
    }
    if (emu_config()->device.no_work) {
        op->consumed = op->in.length;
        return 0;
    }
    if (is_lz4(call)) {
        struct emu_lz4_form form = form_of(call);
        int rc = call->compress ? emu_lz4_run(op, &form) : emu_unlz4_run(op, &form);
        if (rc == 0 || (rc == -ENOSPC && call->compress)) {
            op->xxh32 = content_hash(call, op);
        }
        return rc;
    }
    if ((call->request.faults.kinds & EMU_FAULT_VERIFY) != 0 && call->compress) {
        return emu_deflate_store(op);
    }
    return call->compress ? emu_deflate_run(op) : emu_inflate_run(op);
}

static void work(struct emu_request *request)
{
    struct call *call = (struct call *)request;
    unsigned injected = request->faults.kinds;
    if ((injected & EMU_FAULT_ERROR) != 0) {
        fail(call, CPA_DC_SOFTERR);
        return;
    }
    bool unverified = (injected & EMU_FAULT_VERIFY) != 0 && call->compress;
    if (unverified && !call->recover) {
        fail(call, CPA_DC_VERIFY_ERROR);
        return;
    }
    struct emu_deflate op = {
        .in = gather(call->source, true),
        .out = gather(call->destination, false),
        .hardware_level = emu_hardware_level(call->setup.compLevel),
        .fixed_codes = call->setup.huffType == CPA_DC_HT_STATIC,
        .final = call->flush == CPA_DC_FLUSH_FINAL,
    };
    bool overflow = (injected & EMU_FAULT_OVERFLOW) != 0;
    if (overflow) {
        op.in.length /= 2; /* as if the rest had not fitted */
        op.final = false;
    }
    start_checksums(call, &op);
    int rc = run(call, &op);
    emu_fault_corrupt(&request->faults, op.out.data, op.out.data != NULL ? op.produced : 0);
    if (needs_copy(call->destination) && op.out.data != NULL) {
        scatter(call->destination, op.out, op.produced);
    }
    set_results(call, &op, overflow && rc == 0 ? CPA_DC_OVERFLOW : report_of(rc, &op));
    if (call->status == CPA_STATUS_SUCCESS && op.out.data != NULL && !is_lz4(call)) {
        emu_record_content(call->compress ? EMU_RECORDED_COMPRESSED : EMU_RECORDED_DECOMPRESSED, op.in.data, op.consumed,
                           op.out.data, op.produced);
    }
    if (unverified && call->status == CPA_STATUS_SUCCESS) {
        call->results->dataUncompressed = CPA_TRUE;
        if (call->dp == NULL) {
            __atomic_add_fetch(&call->instance->stats.numCompCnvErrorsRecovered, 1, __ATOMIC_RELAXED);
        }
    }
    if (call->crc != NULL && call->status == CPA_STATUS_SUCCESS) {
        qat_integrity(call, &op);
    }
    release_span(call->source, op.in);
    release_span(call->destination, op.out);
}

/* --- completion --- */

enum count { REQUEST, REQUEST_ERROR, COMPLETED, COMPLETED_ERROR };

static void count(const struct call *call, struct instance *instance, enum count what)
{
    CpaDcStats *s = &instance->stats;
    Cpa64U *const counters[2][4] = {
        {&s->numDecompRequests, &s->numDecompRequestsErrors, &s->numDecompCompleted, &s->numDecompCompletedErrors},
        {&s->numCompRequests, &s->numCompRequestsErrors, &s->numCompCompleted, &s->numCompCompletedErrors},
    };
    if (call->dp == NULL) { /* QATlib's data plane keeps no statistics */
        __atomic_add_fetch(counters[call->compress][what], 1, __ATOMIC_RELAXED);
    }
}

static void settle_session(const struct call *call)
{
    struct session *session = call->session;
    CpaDcReqStatus report = call->results->status;
    if (session == NULL) {
        return;
    }
    session->continues = !(call->flush == CPA_DC_FLUSH_FINAL && report == CPA_DC_OK);
    session->consumed = call->status == CPA_STATUS_SUCCESS ? session->consumed + call->results->consumed : 0;
    session->in_flight--;
}

static CpaStatus settle(struct call *call)
{
    if (call->request.failed) {
        fail(call, CPA_DC_FATALERR);
    }
    if (call->status != CPA_STATUS_SUCCESS && !call->request.failed) {
        emu_count_error();
    }
    int error = -(int)call->results->status;
    if (error > 0 && error < (int)(sizeof errors_seen / sizeof *errors_seen)) {
        errors_seen[error]++;
    }
    settle_session(call);
    count(call, call->instance, call->status == CPA_STATUS_SUCCESS ? COMPLETED : COMPLETED_ERROR);
    return call->status;
}

uint64_t qat_errors_seen(CpaDcReqStatus status)
{
    int error = -(int)status;
    return error > 0 && error < (int)(sizeof errors_seen / sizeof *errors_seen) ? errors_seen[error] : 0;
}

static void deliver(struct call *call)
{
    CpaDcCallbackFn callback = call->callback;
    CpaDcDpCallbackFn dp_callback = call->instance->dp_callback;
    CpaDcDpOpData *dp = call->dp;
    void *tag = call->tag;
    CpaStatus status = settle(call);
    qat_give_back(call); /* before the callback: it may submit the next request */
    emu_leave();
    if (dp != NULL) {
        dp->responseStatus = status;
        if (dp_callback != NULL) {
            dp_callback(dp);
        }
    } else {
        callback(tag, status);
    }
    emu_enter();
}

CpaStatus qat_poll(struct instance *instance, Cpa32U quota)
{
    Cpa32U delivered = 0;
    emu_enter();
    emu_pace();
    qat_await_event(&instance->event);
    while (quota == 0 || delivered < quota) {
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
    qat_announce(&instance->event);
    emu_leave();
    return delivered > 0 ? CPA_STATUS_SUCCESS : CPA_STATUS_RETRY;
}

/* --- submission --- */

/* The engine's time goes by what comes out; the input is complete, so it can be told now. */
static size_t output_bytes(const struct call *call)
{
    struct emu_span in = gather(call->source, true);
    struct emu_lz4_form form = form_of(call);
    size_t most = qat_total(call->destination);
    size_t bytes = in.data == NULL ? 0 : is_lz4(call) ? emu_unlz4_length(in, most, &form) : emu_inflated_length(in, most);
    release_span(call->source, in);
    return bytes;
}

void qat_book(struct call *call)
{
    call->request.accept = poison;
    call->request.work = work;
    call->request.sync = call->callback == NULL && call->dp == NULL;
    call->request.bytes_in = qat_total(call->source);
    bool known = call->compress || emu_config()->helper; /* whose time is not modelled */
    call->request.bytes_timed = known ? call->request.bytes_in : output_bytes(call);
}

int qat_enqueue(struct call *call)
{
    struct instance *instance = call->instance;
    if (call->session != NULL) {
        call->session->in_flight++;
    }
    int rc = emu_submit(&instance->queue, &call->request, call->compress ? EMU_COMPRESS : EMU_DECOMPRESS,
                        call->setup.compLevel);
    if (rc != 0 && call->session != NULL) {
        call->session->in_flight--;
    }
    return rc;
}

/* Waits here: with the real library another thread has to poll for a synchronous caller. */
static CpaStatus finish(struct call *call)
{
    int rc = emu_finish_sync(&call->instance->queue, &call->request, SYNC_TIMEOUT_NS);
    if (rc != 0) {
        count(call, call->instance, COMPLETED_ERROR);
        return qat_status(rc); /* lost: its call stays out of the pool, as its buffers stay the device's */
    }
    CpaStatus status = settle(call);
    qat_give_back(call);
    return status;
}

static bool reachable(const struct instance *instance, const CpaBufferList *list)
{
    bool yes = qat_addressable(instance, list->pPrivateMetaData);
    for (Cpa32U i = 0; i < list->numBuffers && yes; i++) {
        const CpaFlatBuffer *buffer = &list->pBuffers[i];
        yes = buffer->dataLenInBytes == 0 ||
              (qat_addressable(instance, buffer->pData) &&
               qat_addressable(instance, buffer->pData + buffer->dataLenInBytes - 1));
    }
    return yes;
}

static CpaStatus submit(struct instance *instance, const struct call *wanted, struct call **sent)
{
    if (!reachable(instance, wanted->source) || !reachable(instance, wanted->destination)) {
        return CPA_STATUS_FAIL;
    }
    struct call *call = qat_take_call(instance);
    if (call == NULL) {
        return CPA_STATUS_RETRY;
    }
    *call = *wanted;
    call->instance = instance;
    qat_book(call);
    *sent = call;
    bool sync = call->request.sync;
    int rc = qat_enqueue(call);
    if (rc != 0) {
        qat_give_back(call);
        *sent = NULL;
    } else if (!sync) { /* may be completed already, by another thread */
        *sent = NULL;
        qat_announce(&instance->event);
    }
    return qat_status(rc);
}

CpaStatus qat_launch(struct instance *instance, const struct call *wanted)
{
    struct call *waiting = NULL;
    emu_enter();
    CpaStatus status = submit(instance, wanted, &waiting);
    count(wanted, instance, status == CPA_STATUS_SUCCESS ? REQUEST : REQUEST_ERROR);
    if (waiting != NULL) {
        status = finish(waiting);
    }
    emu_leave();
    return status;
}

EMU_API Cpa64U icp_sal_get_dc_error(Cpa8S dcError)
{
    return qat_errors_seen((CpaDcReqStatus)dcError);
}
