/* QAT shim: the data plane. Requests name bus addresses, wait in the ring until they are told to go, and complete
   through the instance's one callback. Handing over a batch is charged per request, as single submissions are: what
   one doorbell for many saves is not known. */
#include <errno.h>
#include <stdlib.h>

#include "icp_sal_poll.h"
#include "qat_dc.h"
#include "usdm.h"

#define FLUSH_ATTEMPTS 128 /* beyond the longest run of injected refusals */

/* --- checks, in QATlib's order --- */

static CpaStatus session_of(const CpaDcDpOpData *op, const CpaDcSessionSetupData **setup, struct session **session)
{
    if ((op->pSessionHandle == NULL) == (op->pSetupData == NULL)) {
        return CPA_STATUS_INVALID_PARAM; /* one of them, and not both */
    }
    *session = NULL;
    if (op->pSessionHandle != NULL) {
        *session = qat_session(op->pSessionHandle);
        *setup = *session != NULL ? &(*session)->setup : NULL;
        return *session != NULL && (*session)->data_plane ? CPA_STATUS_SUCCESS : CPA_STATUS_INVALID_PARAM;
    }
    *setup = op->pSetupData;
    bool good = op->pSetupData->sessState == CPA_DC_STATELESS &&
                qat_check_setup(op->pSetupData) == CPA_STATUS_SUCCESS &&
                op->pSetupData->sessDirection <= CPA_DC_DIR_DECOMPRESS;
    return good ? CPA_STATUS_SUCCESS : CPA_STATUS_INVALID_PARAM;
}

static bool lengths_fit(const CpaDcDpOpData *op)
{
    bool lists = op->srcBufferLen == CPA_DP_BUFLIST;
    if (lists != (op->destBufferLen == CPA_DP_BUFLIST)) {
        return false;
    }
    if (lists) {
        return op->srcBuffer % 8 == 0 && op->destBuffer % 8 == 0;
    }
    return op->srcBufferLen >= op->bufferLenToCompress && op->destBufferLen >= op->bufferLenForData;
}

static bool room_enough(const CpaDcDpOpData *op, const CpaDcSessionSetupData *setup)
{
    Cpa32U least = setup->huffType == CPA_DC_HT_FULL_DYNAMIC ? MIN_OUTPUT_DYNAMIC : MIN_OUTPUT_STATIC;
    return setup->sessDirection == CPA_DC_DIR_DECOMPRESS || op->bufferLenForData >= least;
}

static CpaStatus check_op(const CpaDcDpOpData *op)
{
    const CpaDcSessionSetupData *setup;
    struct session *session;
    if (op == NULL || op->dcInstance == NULL || qat_instance(op->dcInstance) == NULL ||
        session_of(op, &setup, &session) != CPA_STATUS_SUCCESS) {
        return CPA_STATUS_INVALID_PARAM;
    }
    bool bad = (setup->sessDirection == CPA_DC_DIR_COMPRESS && op->bufferLenToCompress == 0) ||
               (unsigned)op->sessDirection > CPA_DC_DIR_DECOMPRESS || op->srcBuffer == 0 || op->destBuffer == 0 ||
               op->srcBuffer == op->destBuffer || op->thisPhys == 0 || op->thisPhys % 8 != 0 ||
               (op->compressAndVerifyAndRecover && !op->compressAndVerify) || !lengths_fit(op) ||
               !room_enough(op, setup);
    return bad ? CPA_STATUS_INVALID_PARAM : CPA_STATUS_SUCCESS;
}

/* After the checks: what is valid in itself, but not here. */
static CpaStatus check_use(const CpaDcDpOpData *op)
{
    const CpaDcSessionSetupData *setup;
    struct session *session;
    if (op->sessDirection == CPA_DC_DIR_COMPRESS && op->compressAndVerify == CPA_FALSE) {
        return CPA_STATUS_UNSUPPORTED;
    }
    CpaStatus status = qat_usable(qat_instance(op->dcInstance));
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    session_of(op, &setup, &session);
    CpaDcSessionDir other =
        op->sessDirection == CPA_DC_DIR_COMPRESS ? CPA_DC_DIR_DECOMPRESS : CPA_DC_DIR_COMPRESS;
    return setup->sessDirection == other ? CPA_STATUS_INVALID_PARAM : qat_check_supported(setup);
}

/* --- from bus addresses to a list that the host can use --- */

/* Adds one buffer, up to `left` bytes; false where the device would meet an address that nothing is mapped to. */
static bool add(CpaBufferList *list, CpaPhysicalAddr bus, Cpa32U length, Cpa32U *left)
{
    Cpa32U used = length < *left ? length : *left;
    Cpa8U *at = emu_host_address(bus, used);
    if (used > 0 && at == NULL) {
        return false;
    }
    list->pBuffers[list->numBuffers++] = (CpaFlatBuffer){used, used > 0 ? at : NULL};
    *left -= used;
    return true;
}

static bool reach(CpaBufferList *list, CpaPhysicalAddr bus, Cpa32U length, Cpa32U left)
{
    const CpaPhysBufferList *listed = NULL;
    Cpa32U n = 1;
    if (length == CPA_DP_BUFLIST) {
        listed = emu_host_address(bus, sizeof *listed);
        n = listed != NULL ? listed->numBuffers : 0;
        if (n == 0 || emu_host_address(bus, sizeof *listed + (size_t)n * sizeof listed->flatBuffers[0]) == NULL) {
            return false;
        }
    }
    list->pBuffers = calloc(n, sizeof *list->pBuffers);
    bool good = list->pBuffers != NULL;
    for (Cpa32U i = 0; i < n && good; i++) {
        CpaPhysicalAddr at = listed != NULL ? listed->flatBuffers[i].bufferPhysAddr : bus;
        good = add(list, at, listed != NULL ? listed->flatBuffers[i].dataLenInBytes : length, &left);
    }
    return good;
}

/* NULL: no place, or (then *status says FAIL) an address the device cannot reach. */
static struct call *prepare(struct instance *instance, CpaDcDpOpData *op, CpaStatus *status)
{
    const CpaDcSessionSetupData *setup;
    struct call *call = qat_take_call(instance);
    *status = CPA_STATUS_RETRY;
    if (call == NULL) {
        return NULL;
    }
    session_of(op, &setup, &call->session);
    call->setup = *setup;
    call->seed = setup->checksum == CPA_DC_ADLER32;
    call->dp = op;
    call->results = &op->results;
    call->flush = CPA_DC_FLUSH_FINAL;
    call->compress = op->sessDirection == CPA_DC_DIR_COMPRESS;
    call->recover = op->compressAndVerifyAndRecover;
    call->source = &call->dp_lists[0];
    call->destination = &call->dp_lists[1];
    if (!reach(call->source, op->srcBuffer, op->srcBufferLen, op->bufferLenToCompress) ||
        !reach(call->destination, op->destBuffer, op->destBufferLen, op->bufferLenForData) ||
        emu_host_address(op->thisPhys, sizeof *op) != op) {
        qat_give_back(call);
        *status = CPA_STATUS_FAIL;
        return NULL;
    }
    qat_book(call);
    *status = CPA_STATUS_SUCCESS;
    return call;
}

/* --- the ring --- */

static void stage(struct instance *instance, struct call *call)
{
    call->next = NULL;
    *instance->staged_tail = call;
    instance->staged_tail = &call->next;
    instance->staged_count++;
    if (call->session != NULL) {
        call->session->in_flight++;
    }
}

static struct call *unstage(struct instance *instance)
{
    struct call *call = instance->staged;
    instance->staged = call->next;
    if (instance->staged == NULL) {
        instance->staged_tail = &instance->staged;
    }
    instance->staged_count--;
    if (call->session != NULL) {
        call->session->in_flight--;
    }
    return call;
}

/* Their places are taken, so the device accepts them, but for a refusal that is injected. */
static CpaStatus flush(struct instance *instance)
{
    int rc = 0;
    while (instance->staged != NULL && rc == 0) {
        struct call *call = unstage(instance);
        struct call *rest = instance->staged;
        rc = -EAGAIN;
        for (int i = 0; i < FLUSH_ATTEMPTS && rc == -EAGAIN; i++) {
            rc = qat_enqueue(call);
        }
        if (rc == -EAGAIN) { /* back to the head */
            stage(instance, call);
            while (instance->staged != call && rest != NULL) {
                stage(instance, unstage(instance));
            }
        } else if (rc != 0) {
            qat_give_back(call);
        }
    }
    qat_announce(&instance->event);
    return qat_status(rc);
}

static bool has_room(const struct instance *instance, Cpa32U n)
{
    return instance->queue.used + instance->staged_count + n <= instance->queue.depth;
}

static CpaStatus enqueue_one(struct instance *instance, CpaDcDpOpData *op, bool now)
{
    CpaStatus status;
    bool alone = now && instance->staged == NULL;
    if (!alone && !has_room(instance, 1)) {
        return CPA_STATUS_RETRY;
    }
    struct call *call = prepare(instance, op, &status);
    if (call == NULL) {
        return status;
    }
    if (!alone) {
        stage(instance, call);
        return now ? flush(instance) : CPA_STATUS_SUCCESS;
    }
    int rc = qat_enqueue(call);
    if (rc != 0) {
        qat_give_back(call);
    }
    qat_announce(&instance->event);
    return qat_status(rc);
}

EMU_API CpaStatus cpaDcDpEnqueueOp(CpaDcDpOpData *pOpData, const CpaBoolean performOpNow)
{
    emu_enter();
    CpaStatus status = check_op(pOpData);
    if (status == CPA_STATUS_SUCCESS) {
        status = check_use(pOpData);
    }
    if (status == CPA_STATUS_SUCCESS) {
        status = enqueue_one(qat_instance(pOpData->dcInstance), pOpData, performOpNow == CPA_TRUE);
    }
    emu_leave();
    return status;
}

static CpaStatus check_batch(Cpa32U n, CpaDcDpOpData *ops[])
{
    CpaStatus status = CPA_STATUS_SUCCESS;
    if (ops == NULL || ops[0] == NULL || ops[0]->dcInstance == NULL || qat_instance(ops[0]->dcInstance) == NULL ||
        n == 0 || n > qat_instance(ops[0]->dcInstance)->queue.depth) {
        return CPA_STATUS_INVALID_PARAM;
    }
    for (Cpa32U i = 0; i < n && status == CPA_STATUS_SUCCESS; i++) {
        status = check_op(ops[i]);
        if (status == CPA_STATUS_SUCCESS &&
            (ops[i]->dcInstance != ops[0]->dcInstance || ops[i]->pSessionHandle != ops[0]->pSessionHandle ||
             ops[i]->pSetupData != ops[0]->pSetupData)) {
            status = CPA_STATUS_INVALID_PARAM;
        }
    }
    for (Cpa32U i = 0; i < n && status == CPA_STATUS_SUCCESS; i++) {
        status = check_use(ops[i]);
    }
    return status;
}

/* All of them or none. */
static CpaStatus enqueue_batch(struct instance *instance, Cpa32U n, CpaDcDpOpData *ops[])
{
    CpaStatus status = has_room(instance, n) ? CPA_STATUS_SUCCESS : CPA_STATUS_RETRY;
    struct call *first = NULL, **tail = &first;
    for (Cpa32U i = 0; i < n && status == CPA_STATUS_SUCCESS; i++) {
        struct call *call = prepare(instance, ops[i], &status);
        if (call != NULL) {
            *tail = call;
            tail = &call->next;
        }
    }
    while (first != NULL) {
        struct call *call = first;
        first = call->next;
        if (status == CPA_STATUS_SUCCESS) {
            stage(instance, call);
        } else {
            qat_give_back(call);
        }
    }
    return status;
}

EMU_API CpaStatus cpaDcDpEnqueueOpBatch(const Cpa32U numberRequests, CpaDcDpOpData *pOpData[],
                                        const CpaBoolean performOpNow)
{
    emu_enter();
    CpaStatus status = check_batch(numberRequests, pOpData);
    if (status == CPA_STATUS_SUCCESS) {
        struct instance *instance = qat_instance(pOpData[0]->dcInstance);
        status = enqueue_batch(instance, numberRequests, pOpData);
        if (status == CPA_STATUS_SUCCESS && performOpNow == CPA_TRUE) {
            status = flush(instance);
        }
    }
    emu_leave();
    return status;
}

EMU_API CpaStatus cpaDcDpPerformOpNow(CpaInstanceHandle dcInstance)
{
    struct instance *instance = dcInstance != NULL ? qat_instance(dcInstance) : NULL;
    if (instance == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = qat_usable(instance);
    if (status == CPA_STATUS_SUCCESS) {
        emu_enter();
        status = flush(instance);
        emu_leave();
    }
    return status;
}

/* --- sessions, callback, polling --- */

EMU_API CpaStatus cpaDcDpInitSession(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                     CpaDcSessionSetupData *pSessionData)
{
    struct instance *instance = dcInstance != NULL ? qat_instance(dcInstance) : NULL;
    return qat_init_session(instance, pSessionHandle, pSessionData, NULL, true);
}

EMU_API CpaStatus cpaDcDpRegCbFunc(const CpaInstanceHandle dcInstance, const CpaDcDpCallbackFn pNewCb)
{
    struct instance *instance = dcInstance != NULL ? qat_instance(dcInstance) : NULL;
    if (instance == NULL || pNewCb == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = qat_usable(instance);
    if (status == CPA_STATUS_SUCCESS) {
        instance->dp_callback = pNewCb;
    }
    return status;
}

EMU_API CpaStatus icp_sal_DcPollDpInstance(CpaInstanceHandle dcInstance, Cpa32U responseQuota)
{
    return dcInstance == NULL ? CPA_STATUS_INVALID_PARAM : icp_sal_DcPollInstance(dcInstance, responseQuota);
}
