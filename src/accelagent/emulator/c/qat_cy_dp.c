/* QAT shim: the symmetric data plane. Requests name bus addresses, wait in the ring until they are told to go, and
   complete through the instance's one callback. Handing over a batch is charged per request. */
#include <errno.h>
#include <stdlib.h>

#include "qat_cy.h"
#include "usdm.h"

#define FLUSH_ATTEMPTS 128 /* beyond the longest run of injected refusals */

/* --- checks --- */

static bool aligned(const CpaCySymDpOpData *op)
{
    bool lists = op->srcBufferLen == CPA_DP_BUFLIST;
    return op->thisPhys % 8 == 0 && (!lists || (op->srcBuffer % 8 == 0 && op->dstBuffer % 8 == 0));
}

static CpaStatus check_op(const CpaCySymDpOpData *op)
{
    if (op == NULL || op->instanceHandle == NULL || cy_instance(op->instanceHandle) == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    const struct cy_session *session = cy_session(op->sessionCtx);
    bool good = session != NULL && session->data_plane && op->srcBuffer != 0 && op->dstBuffer != 0 &&
                op->thisPhys != 0 && op->srcBufferLen == op->dstBufferLen && aligned(op);
    return good ? CPA_STATUS_SUCCESS : CPA_STATUS_INVALID_PARAM;
}

/* --- from bus addresses to what the host can use --- */

/* Where the host sees a buffer. The device knows no allocations: of what a request names beyond them, only what it
   uses has to be there. */
static Cpa8U *there(CpaPhysicalAddr bus, Cpa32U *length, Cpa32U used)
{
    Cpa8U *data = *length > 0 ? emu_host_address(bus, *length) : NULL;
    if (data == NULL && used > 0 && used < *length) {
        *length = used;
        data = emu_host_address(bus, used);
    }
    return data;
}

static bool reach(CpaBufferList *list, CpaPhysicalAddr bus, Cpa32U length, Cpa32U used)
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
        Cpa32U bytes = listed != NULL ? listed->flatBuffers[i].dataLenInBytes : length;
        Cpa8U *data = there(at, &bytes, listed == NULL ? used : 0);
        good = bytes == 0 || data != NULL;
        list->pBuffers[list->numBuffers++] = (CpaFlatBuffer){bytes, data};
    }
    return good;
}

static Cpa32U used_by(const CpaCySymDpOpData *op, const struct cy_session *session, bool destination)
{
    Cpa32U digest = session->appended && (destination || session->verify)
                        ? session->setup.hashSetupData.digestResultLenInBytes : 0;
    Cpa32U ciphered = session->setup.symOperation != CPA_CY_SYM_OP_HASH
                          ? op->cryptoStartSrcOffsetInBytes + op->messageLenToCipherInBytes : 0;
    Cpa32U hashed = session->setup.symOperation != CPA_CY_SYM_OP_CIPHER && !cy_is_aead(session)
                        ? op->hashStartSrcOffsetInBytes + op->messageLenToHashInBytes : 0;
    return (ciphered > hashed ? ciphered : hashed) + digest;
}

static void *host(CpaPhysicalAddr bus, size_t length)
{
    return bus != 0 ? emu_host_address(bus, length > 0 ? length : 1) : NULL;
}

static CpaCySymOpData traditional(const CpaCySymDpOpData *op, const struct cy_session *session)
{
    const CpaCySymHashSetupData *hash = &session->setup.hashSetupData;
    bool gmac = hash->hashAlgorithm == CPA_CY_SYM_HASH_AES_GMAC;
    bool aad = cy_is_aead(session) && !gmac;
    return (CpaCySymOpData){
        .sessionCtx = op->sessionCtx,
        .packetType = CPA_CY_SYM_PACKET_TYPE_FULL,
        .pIv = host(op->iv, op->ivLenInBytes),
        .ivLenInBytes = op->ivLenInBytes,
        .cryptoStartSrcOffsetInBytes = op->cryptoStartSrcOffsetInBytes,
        .messageLenToCipherInBytes = op->messageLenToCipherInBytes,
        .hashStartSrcOffsetInBytes = op->hashStartSrcOffsetInBytes,
        .messageLenToHashInBytes = op->messageLenToHashInBytes,
        .pDigestResult = host(op->digestResult, hash->digestResultLenInBytes),
        .pAdditionalAuthData = aad ? host(op->additionalAuthData, hash->authModeSetupData.aadLenInBytes)
                               : gmac ? op->pAdditionalAuthData : NULL,
    };
}

/* NULL: no place, or (then *status says why) nothing the device could do. */
static struct cy_call *prepare(struct cy_instance *instance, CpaCySymDpOpData *op, CpaStatus *status)
{
    struct cy_call *call = cy_take_call(instance);
    *status = CPA_STATUS_RETRY;
    if (call == NULL) {
        return NULL;
    }
    struct cy_sym *sym = &call->u.sym;
    call->reply = CY_SYM; /* so that giving it back frees the lists */
    sym->session = cy_session(op->sessionCtx);
    sym->dp = op;
    sym->first_part = true;
    sym->source = &sym->dp_lists[0];
    sym->destination = &sym->dp_lists[1];
    sym->op = traditional(op, sym->session);
    bool good = reach(sym->source, op->srcBuffer, op->srcBufferLen, used_by(op, sym->session, false)) &&
                reach(sym->destination, op->dstBuffer, op->dstBufferLen, used_by(op, sym->session, true)) &&
                emu_host_address(op->thisPhys, sizeof *op) == op;
    size_t span = qat_total(sym->destination); /* as long as the source, as far as the caller says */
    *status = good ? cy_check_perform(sym->session, &sym->op, span, span) : CPA_STATUS_FAIL;
    if (*status != CPA_STATUS_SUCCESS) {
        cy_give_back(call);
        return NULL;
    }
    cy_sym_book(call);
    return call;
}

/* --- the ring --- */

static void stage(struct cy_instance *instance, struct cy_call *call)
{
    call->next = NULL;
    *instance->staged_tail = call;
    instance->staged_tail = &call->next;
    instance->staged_count++;
    call->u.sym.session->in_flight++;
}

static struct cy_call *unstage(struct cy_instance *instance)
{
    struct cy_call *call = instance->staged;
    instance->staged = call->next;
    if (instance->staged == NULL) {
        instance->staged_tail = &instance->staged;
    }
    instance->staged_count--;
    call->u.sym.session->in_flight--;
    return call;
}

/* Their places are taken, so the device accepts them, but for a refusal that is injected. */
static CpaStatus flush(struct cy_instance *instance)
{
    int rc = 0;
    while (instance->staged != NULL && rc == 0) {
        struct cy_call *call = unstage(instance);
        rc = -EAGAIN;
        for (int i = 0; i < FLUSH_ATTEMPTS && rc == -EAGAIN; i++) {
            rc = cy_enqueue(call);
        }
        if (rc != 0) {
            cy_give_back(call);
        }
    }
    qat_announce(&instance->event);
    return qat_status(rc);
}

static bool has_room(const struct cy_instance *instance, Cpa32U n)
{
    return instance->sym.used + instance->staged_count + n <= instance->sym.depth;
}

/* All of them or none. */
static CpaStatus enqueue(struct cy_instance *instance, Cpa32U n, CpaCySymDpOpData *ops[])
{
    CpaStatus status = has_room(instance, n) ? CPA_STATUS_SUCCESS : CPA_STATUS_RETRY;
    struct cy_call *first = NULL, **tail = &first;
    for (Cpa32U i = 0; i < n && status == CPA_STATUS_SUCCESS; i++) {
        struct cy_call *call = prepare(instance, ops[i], &status);
        if (call != NULL) {
            *tail = call;
            tail = &call->next;
            call->next = NULL;
        }
    }
    while (first != NULL) {
        struct cy_call *call = first;
        first = call->next;
        if (status == CPA_STATUS_SUCCESS) {
            stage(instance, call);
        } else {
            cy_give_back(call);
        }
    }
    return status;
}

static CpaStatus enqueue_all(Cpa32U n, CpaCySymDpOpData *ops[], bool now)
{
    struct cy_instance *instance = cy_instance(ops[0]->instanceHandle);
    CpaStatus status = cy_usable(instance);
    if (status == CPA_STATUS_SUCCESS) {
        emu_enter();
        status = enqueue(instance, n, ops);
        if (status == CPA_STATUS_SUCCESS && now) {
            status = flush(instance);
        }
        emu_leave();
    }
    return status;
}

EMU_API CpaStatus cpaCySymDpEnqueueOp(CpaCySymDpOpData *pOpData, const CpaBoolean performOpNow)
{
    CpaStatus status = check_op(pOpData);
    return status == CPA_STATUS_SUCCESS ? enqueue_all(1, &pOpData, performOpNow == CPA_TRUE) : status;
}

EMU_API CpaStatus cpaCySymDpEnqueueOpBatch(const Cpa32U numberRequests, CpaCySymDpOpData *pOpData[],
                                           const CpaBoolean performOpNow)
{
    CpaStatus status = pOpData != NULL && numberRequests > 0 ? check_op(pOpData[0]) : CPA_STATUS_INVALID_PARAM;
    if (status != CPA_STATUS_SUCCESS || numberRequests > cy_instance(pOpData[0]->instanceHandle)->sym.depth) {
        return CPA_STATUS_INVALID_PARAM;
    }
    for (Cpa32U i = 1; i < numberRequests && status == CPA_STATUS_SUCCESS; i++) {
        status = check_op(pOpData[i]);
        if (status == CPA_STATUS_SUCCESS && (pOpData[i]->instanceHandle != pOpData[0]->instanceHandle ||
                                             pOpData[i]->sessionCtx != pOpData[0]->sessionCtx)) {
            status = CPA_STATUS_INVALID_PARAM;
        }
    }
    return status == CPA_STATUS_SUCCESS ? enqueue_all(numberRequests, pOpData, performOpNow == CPA_TRUE) : status;
}

EMU_API CpaStatus cpaCySymDpPerformOpNow(CpaInstanceHandle instanceHandle)
{
    struct cy_instance *instance = instanceHandle != NULL ? cy_instance(instanceHandle) : NULL;
    if (instance == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = cy_usable(instance);
    if (status == CPA_STATUS_SUCCESS) {
        emu_enter();
        status = flush(instance);
        emu_leave();
    }
    return status;
}

/* --- sessions and callback --- */

EMU_API CpaStatus cpaCySymDpRegCbFunc(const CpaInstanceHandle instanceHandle, const CpaCySymDpCbFunc pSymNewCb)
{
    struct cy_instance *instance = instanceHandle != NULL ? cy_instance(instanceHandle) : NULL;
    if (instance == NULL || pSymNewCb == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = cy_usable(instance);
    if (status == CPA_STATUS_SUCCESS) {
        instance->dp_callback = pSymNewCb;
    }
    return status;
}

EMU_API CpaStatus cpaCySymDpSessionCtxGetSize(const CpaInstanceHandle instanceHandle,
                                              const CpaCySymSessionSetupData *pSessionSetupData,
                                              Cpa32U *pSessionCtxSizeInBytes)
{
    return cpaCySymSessionCtxGetSize(instanceHandle, pSessionSetupData, pSessionCtxSizeInBytes);
}

EMU_API CpaStatus cpaCySymDpSessionCtxGetDynamicSize(const CpaInstanceHandle instanceHandle,
                                                     const CpaCySymSessionSetupData *pSessionSetupData,
                                                     Cpa32U *pSessionCtxSizeInBytes)
{
    return cpaCySymSessionCtxGetDynamicSize(instanceHandle, pSessionSetupData, pSessionCtxSizeInBytes);
}

EMU_API CpaStatus cpaCySymDpInitSession(CpaInstanceHandle instanceHandle,
                                        const CpaCySymSessionSetupData *pSessionSetupData,
                                        CpaCySymDpSessionCtx sessionCtx)
{
    struct cy_instance *instance = instanceHandle != NULL ? cy_instance(instanceHandle) : NULL;
    return cy_init_session(instance, sessionCtx, NULL, pSessionSetupData, true);
}

EMU_API CpaStatus cpaCySymDpRemoveSession(const CpaInstanceHandle instanceHandle, CpaCySymDpSessionCtx sessionCtx)
{
    return instanceHandle == NULL ? CPA_STATUS_INVALID_PARAM : cpaCySymRemoveSession(instanceHandle, sessionCtx);
}
