/* QAT shim: a cryptography request from submission to completion, and polling. */
#include "qat_cy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cpa_cy_ec.h"
#include "cpa_cy_ecdsa.h"
#include "cpa_cy_rsa.h"
#include "icp_sal_congestion_mgmt.h"
#include "icp_sal_poll.h"

#define SYNC_TIMEOUT_NS 2000000000ULL /* QATlib's limit for a synchronous caller */

void cy_count(Cpa64U *counter)
{
    __atomic_add_fetch(counter, 1, __ATOMIC_RELAXED);
}

/* --- pool --- */

static bool make_pool(struct cy_instance *instance)
{
    unsigned count = instance->sym.depth + instance->asym.depth + 1; /* so that a full ring is found by the ring */
    struct cy_call *calls = calloc(count, sizeof *calls);
    for (unsigned i = 0; calls != NULL && i < count; i++) {
        calls[i].next = i + 1 < count ? &calls[i + 1] : NULL;
    }
    instance->pool = instance->free_calls = calls;
    return calls != NULL;
}

struct cy_call *cy_take_call(struct cy_instance *instance)
{
    pthread_mutex_lock(&instance->lock);
    struct cy_call *call = instance->pool != NULL || make_pool(instance) ? instance->free_calls : NULL;
    if (call != NULL) {
        instance->free_calls = call->next;
        memset(call, 0, sizeof *call);
        call->instance = instance;
    }
    pthread_mutex_unlock(&instance->lock);
    return call;
}

static void free_parts(struct cy_call *call)
{
    if (call->reply == CY_SYM) {
        free(call->u.sym.dp_lists[0].pBuffers);
        free(call->u.sym.dp_lists[1].pBuffers);
        free(call->u.sym.early);
        memset(&call->u.sym, 0, sizeof call->u.sym);
    }
}

void cy_give_back(struct cy_call *call)
{
    struct cy_instance *instance = call->instance;
    free_parts(call);
    pthread_mutex_lock(&instance->lock);
    call->next = instance->free_calls;
    instance->free_calls = call;
    pthread_mutex_unlock(&instance->lock);
}

void cy_free_pool(struct cy_instance *instance)
{
    unsigned count = instance->sym.depth + instance->asym.depth + 1;
    for (unsigned i = 0; instance->pool != NULL && i < count; i++) {
        free_parts(&instance->pool[i]);
    }
    free(instance->pool);
    instance->pool = instance->free_calls = NULL;
}

/* --- completion --- */

static void settle(struct cy_call *call)
{
    if (call->request.failed) {
        call->status = CPA_STATUS_FAIL;
        call->verdict = false;
    } else if (call->status != CPA_STATUS_SUCCESS) {
        emu_count_error();
    }
    if (call->reply == CY_SYM) {
        cy_sym_settle(call);
    } else {
        cy_pke_settle(call);
    }
}

static void answer_sym(const struct cy_call *call)
{
    const struct cy_sym *sym = &call->u.sym;
    CpaBoolean verdict = call->verdict ? CPA_TRUE : CPA_FALSE;
    if (sym->dp != NULL) {
        if (call->instance->dp_callback != NULL) {
            call->instance->dp_callback(sym->dp, call->status, verdict);
        }
    } else {
        ((CpaCySymCbFunc)call->callback)(call->tag, call->status, sym->session->setup.symOperation, sym->user_op,
                                         sym->destination, verdict);
    }
    cy_sym_after_callback(sym->session);
}

static void answer_pke(const struct cy_call *call)
{
    const struct cy_pke *pke = &call->u.pke;
    CpaBoolean verdict = call->verdict ? CPA_TRUE : CPA_FALSE;
    switch (call->reply) {
    case CY_FLAT:
        ((CpaCyGenFlatBufCbFunc)call->callback)(call->tag, call->status, pke->user_op, pke->out[0]);
        break;
    case CY_VERDICT:
        ((CpaCyEcPointVerifyCbFunc)call->callback)(call->tag, call->status, pke->user_op, verdict);
        break;
    case CY_VERDICT_FLAT:
        ((CpaCyEcdsaGenSignCbFunc)call->callback)(call->tag, call->status, pke->user_op, verdict, pke->out[0]);
        break;
    case CY_VERDICT_TWO:
        ((CpaCyEcPointMultiplyCbFunc)call->callback)(call->tag, call->status, pke->user_op, verdict, pke->out[0],
                                                     pke->out[1]);
        break;
    default:
        ((CpaCyRsaKeyGenCbFunc)call->callback)(call->tag, call->status, pke->user_op, pke->extra[0], pke->extra[1]);
    }
}

static void deliver(struct cy_call *call)
{
    settle(call);
    struct cy_call done = *call;
    cy_give_back(call); /* before the callback: it may submit the next request */
    emu_leave();
    if (done.reply == CY_SYM) {
        answer_sym(&done);
    } else {
        answer_pke(&done);
    }
    emu_enter();
}

static struct emu_request *reap(struct cy_instance *instance, bool sym, bool asym)
{
    struct emu_request *found = asym ? emu_reap(&instance->asym) : NULL;
    return found == NULL && sym ? emu_reap(&instance->sym) : found;
}

CpaStatus cy_poll(struct cy_instance *instance, Cpa32U quota, bool sym, bool asym)
{
    Cpa32U delivered = 0;
    emu_enter();
    emu_pace();
    qat_await_event(&instance->event);
    while (quota == 0 || delivered < quota) {
        struct emu_request *request = reap(instance, sym, asym);
        if (request == NULL) {
            break;
        }
        if (delivered++ == 0) {
            emu_polled(true);
        }
        deliver((struct cy_call *)request);
    }
    if (delivered == 0) {
        emu_polled(false);
    }
    qat_announce(&instance->event);
    emu_leave();
    return delivered > 0 ? CPA_STATUS_SUCCESS : CPA_STATUS_RETRY;
}

/* --- submission --- */

int cy_enqueue(struct cy_call *call)
{
    struct cy_session *session = call->reply == CY_SYM ? call->u.sym.session : NULL;
    if (session != NULL) {
        session->in_flight++;
    }
    int rc = emu_submit(call->queue, &call->request, call->engine, 0);
    if (rc != 0 && session != NULL) {
        session->in_flight--;
    }
    return rc;
}

static CpaStatus finish(struct cy_call *call, bool *verdict)
{
    int rc = emu_finish_sync(call->queue, &call->request, SYNC_TIMEOUT_NS);
    if (rc != 0) {
        return qat_status(rc); /* lost: its call stays out of the pool, as its buffers stay the device's */
    }
    settle(call);
    CpaStatus status = call->status;
    *verdict = call->verdict;
    if (call->reply == CY_SYM) {
        cy_sym_after_callback(call->u.sym.session);
    }
    cy_give_back(call);
    return status;
}

/* Sends a copy of `wanted`, and waits for it when it has no callback. With the real library another thread has to poll
   for a synchronous caller. */
CpaStatus cy_launch(const struct cy_call *wanted, bool *verdict)
{
    struct cy_instance *instance = wanted->instance;
    emu_enter();
    struct cy_call *call = cy_take_call(instance);
    int rc = -EAGAIN;
    if (call != NULL) {
        *call = *wanted;
        call->request.sync = call->callback == NULL;
        rc = cy_enqueue(call);
    }
    CpaStatus status = qat_status(rc);
    if (rc != 0 && call != NULL) {
        cy_give_back(call);
    } else if (rc == 0 && wanted->callback == NULL) {
        status = finish(call, verdict);
    } else {
        qat_announce(&instance->event);
    }
    emu_leave();
    return status;
}

/* --- what programs call --- */

static CpaStatus poll_rings(CpaInstanceHandle handle, Cpa32U quota, bool sym, bool asym)
{
    struct cy_instance *instance = cy_instance(handle);
    if (instance == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    /* with the device lost, a poll still hands out what has failed */
    return cy_usable(instance) != CPA_STATUS_FAIL ? cy_poll(instance, quota, sym, asym) : CPA_STATUS_FAIL;
}

EMU_API CpaStatus icp_sal_CyPollInstance(CpaInstanceHandle instanceHandle, Cpa32U response_quota)
{
    return poll_rings(instanceHandle, response_quota, true, true);
}

EMU_API CpaStatus icp_sal_CyPollSymRing(CpaInstanceHandle instanceHandle, Cpa32U response_quota)
{
    return poll_rings(instanceHandle, response_quota, true, false);
}

EMU_API CpaStatus icp_sal_CyPollAsymRing(CpaInstanceHandle instanceHandle, Cpa32U response_quota)
{
    return poll_rings(instanceHandle, response_quota, false, true);
}

EMU_API CpaStatus icp_sal_CyPollDpInstance(const CpaInstanceHandle instanceHandle, const Cpa32U response_quota)
{
    return instanceHandle == NULL ? CPA_STATUS_INVALID_PARAM : poll_rings(instanceHandle, response_quota, true, false);
}

EMU_API CpaStatus icp_sal_CyGetFileDescriptor(CpaInstanceHandle instanceHandle, int *fd)
{
    struct cy_instance *instance = instanceHandle != NULL ? cy_instance(instanceHandle) : NULL;
    return instance == NULL ? CPA_STATUS_INVALID_PARAM : qat_event_descriptor(&instance->event, cy_usable(instance), fd);
}

EMU_API CpaStatus icp_sal_CyPutFileDescriptor(CpaInstanceHandle instanceHandle, int fd)
{
    (void)fd; /* stays open until the library stops: others may hold it as well */
    return icp_sal_CyGetFileDescriptor(instanceHandle, &fd);
}

/* --- how full the rings are --- */

static CpaStatus in_flight(const struct cy_instance *instance, struct emu_queue *ring, Cpa32U *most, Cpa32U *now)
{
    if (instance == NULL || most == NULL || now == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = cy_usable(instance);
    if (status == CPA_STATUS_SUCCESS) {
        pthread_mutex_lock(&ring->lock);
        *most = ring->depth;
        *now = ring->used;
        pthread_mutex_unlock(&ring->lock);
    }
    return status;
}

EMU_API CpaStatus icp_sal_SymGetInflightRequests(CpaInstanceHandle instanceHandle, Cpa32U *maxInflightRequests,
                                                 Cpa32U *numInflightRequests)
{
    struct cy_instance *instance = cy_instance(instanceHandle);
    return in_flight(instance, instance != NULL ? &instance->sym : NULL, maxInflightRequests, numInflightRequests);
}

EMU_API CpaStatus icp_sal_AsymGetInflightRequests(CpaInstanceHandle instanceHandle, Cpa32U *maxInflightRequests,
                                                  Cpa32U *numInflightRequests)
{
    struct cy_instance *instance = cy_instance(instanceHandle);
    return in_flight(instance, instance != NULL ? &instance->asym : NULL, maxInflightRequests, numInflightRequests);
}

EMU_API CpaStatus icp_sal_dp_SymGetInflightRequests(CpaInstanceHandle instanceHandle, Cpa32U *maxInflightRequests,
                                                    Cpa32U *numInflightRequests)
{
    return icp_sal_SymGetInflightRequests(instanceHandle, maxInflightRequests, numInflightRequests);
}
