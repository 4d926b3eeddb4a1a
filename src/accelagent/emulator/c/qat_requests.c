/* QAT shim: a request from submission to completion, and polling. What callers may ask for is in qat_api.c. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "icp_sal.h"
#include "icp_sal_poll.h"
#include "qat_chain.h"
#include "qat_dc.h"
#include "usdm.h"

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
        qat_fail(call, CPA_DC_FATALERR);
    }
    if (call->status != CPA_STATUS_SUCCESS && !call->request.failed) {
        emu_count_error();
    }
    int error = -(int)call->results->status;
    if (error > 0 && error < (int)(sizeof errors_seen / sizeof *errors_seen)) {
        errors_seen[error]++;
    }
    if (call->chain.results != NULL) {
        qat_chain_settle(call);
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
    struct emu_span in = qat_gather(call->source, true);
    struct emu_lz4_form form = qat_lz4_form(call);
    size_t most = qat_total(call->destination);
    size_t bytes = in.data == NULL ? 0 : qat_is_lz4(call) ? emu_unlz4_length(in, most, &form) : emu_inflated_length(in, most);
    qat_release(call->source, in);
    return bytes;
}

static void poison(struct emu_request *request)
{
    const struct call *call = (const struct call *)request;
    qat_poison(call->destination);
    qat_chain_poison(call);
}

void qat_book(struct call *call)
{
    call->request.accept = poison;
    call->request.work = qat_work;
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
    if (call->chain.results != NULL) {
        call->results = &call->own_results;
    }
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
