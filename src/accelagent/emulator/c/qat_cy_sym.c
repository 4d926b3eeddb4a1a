/* QAT shim: symmetric requests, checked and handed in. */
#include "qat_cy.h"

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* As rules of faults name it. */
static const char *operation_of(const struct cy_session *session)
{
    if (session->setup.symOperation == CPA_CY_SYM_OP_HASH) {
        return "hash";
    }
    return session->cipher.encrypt ? "encrypt" : "decrypt";
}

void cy_sym_book(struct cy_call *call)
{
    const struct cy_sym *sym = &call->u.sym;
    size_t hashed = sym->session->setup.symOperation == CPA_CY_SYM_OP_CIPHER ? 0 : sym->op.messageLenToHashInBytes;
    call->reply = CY_SYM;
    call->queue = &call->instance->sym;
    call->engine = EMU_SYMMETRIC;
    call->request.operation = operation_of(sym->session);
    call->request.accept = cy_sym_poison;
    call->request.work = cy_sym_work;
    call->request.bytes_in = larger(cy_ciphered(sym).length, hashed);
    call->request.bytes_timed = call->request.bytes_in; /* cipher and hash go over the data in one pass */
}

void cy_sym_settle(struct cy_call *call)
{
    CpaCySymStats64 *stats = &call->instance->stats.sym;
    if (call->u.sym.dp != NULL) {
        return; /* QATlib's data plane keeps no statistics */
    }
    if (call->status == CPA_STATUS_SUCCESS && !call->verdict) {
        cy_count(&stats->numSymOpVerifyFailures);
    }
    cy_count(call->status == CPA_STATUS_SUCCESS ? &stats->numSymOpCompleted : &stats->numSymOpCompletedErrors);
}

/* QATlib counts a request as pending until its callback has returned. */
void cy_sym_after_callback(struct cy_session *session)
{
    session->in_flight--;
}

static bool list_fits(const CpaBufferList *list, bool may_be_empty)
{
    if (list->pPrivateMetaData == NULL) {
        return false;
    }
    if (list->numBuffers == 0 || list->pBuffers == NULL) {
        return may_be_empty && list->numBuffers == 0;
    }
    for (Cpa32U i = 0; i < list->numBuffers; i++) {
        const CpaFlatBuffer *buffer = &list->pBuffers[i];
        if ((buffer->pData == NULL || buffer->dataLenInBytes == 0) && !(may_be_empty && buffer->dataLenInBytes == 0)) {
            return false;
        }
    }
    return true;
}

static bool may_be_empty(const struct cy_session *session, const CpaCySymOpData *op)
{
    bool plain = session->setup.symOperation != CPA_CY_SYM_OP_CIPHER &&
                 session->setup.hashSetupData.hashMode == CPA_CY_SYM_HASH_MODE_PLAIN;
    bool gcm = session->setup.symOperation == CPA_CY_SYM_OP_ALGORITHM_CHAINING &&
               session->setup.cipherSetupData.cipherAlgorithm == CPA_CY_SYM_CIPHER_AES_GCM;
    return gcm || (plain && op->messageLenToHashInBytes == 0);
}

static bool list_reachable(const struct cy_instance *instance, const CpaBufferList *list)
{
    bool yes = cy_reachable(instance, list->pPrivateMetaData, 1);
    for (Cpa32U i = 0; i < list->numBuffers && yes; i++) {
        const CpaFlatBuffer *buffer = &list->pBuffers[i];
        yes = buffer->dataLenInBytes == 0 || cy_reachable(instance, buffer->pData, buffer->dataLenInBytes);
    }
    return yes;
}

static bool all_reachable(const struct cy_instance *instance, const struct cy_sym *sym)
{
    const struct cy_session *session = sym->session;
    const CpaCySymOpData *op = &sym->op;
    size_t aad = session->setup.hashSetupData.authModeSetupData.aadLenInBytes;
    bool iv = session->setup.symOperation != CPA_CY_SYM_OP_HASH && op->ivLenInBytes > 0 && op->pIv != NULL;
    bool needs_aad = cy_is_aead(session) && aad > 0 && !cy_is_gmac(session);
    bool digest = cy_digest_due(sym) && !session->appended;
    return list_reachable(instance, sym->source) && list_reachable(instance, sym->destination) &&
           (!iv || cy_reachable(instance, op->pIv, op->ivLenInBytes)) &&
           (!needs_aad || cy_reachable(instance, op->pAdditionalAuthData, aad)) &&
           (!digest || cy_reachable(instance, op->pDigestResult, cy_digest_length(sym)));
}

static CpaStatus check(const struct cy_instance *instance, const struct cy_sym *sym, const CpaBoolean *verdict)
{
    const struct cy_session *session = sym->session;
    bool empty = may_be_empty(session, &sym->op);
    if (!list_fits(sym->source, empty) || !list_fits(sym->destination, empty)) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = cy_check_perform(session, &sym->op, qat_total(sym->source), qat_total(sym->destination));
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    if (session->verify && cy_digest_due(sym) && session->callback == NULL && verdict == NULL && !cy_is_aead(session)) {
        return CPA_STATUS_INVALID_PARAM;
    }
    return all_reachable(instance, sym) ? CPA_STATUS_SUCCESS : CPA_STATUS_FAIL;
}

static CpaStatus perform_op(struct cy_call *call, CpaBoolean *verify_result)
{
    struct cy_session *session = call->u.sym.session;
    CpaCySymPacketType type = call->u.sym.op.packetType;
    bool verdict = true;
    CpaStatus status = check(call->instance, &call->u.sym, verify_result);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    call->u.sym.first_part =
        type == CPA_CY_SYM_PACKET_TYPE_FULL || session->partial != CPA_CY_SYM_PACKET_TYPE_PARTIAL;
    cy_sym_book(call);
    status = cy_launch(call, &verdict);
    if (status == CPA_STATUS_SUCCESS && type != CPA_CY_SYM_PACKET_TYPE_FULL) {
        session->partial = type == CPA_CY_SYM_PACKET_TYPE_PARTIAL ? type : CPA_CY_SYM_PACKET_TYPE_FULL;
    }
    if (status == CPA_STATUS_SUCCESS && call->callback == NULL && verify_result != NULL) {
        *verify_result = verdict ? CPA_TRUE : CPA_FALSE;
    }
    return status;
}

EMU_API CpaStatus cpaCySymPerformOp(const CpaInstanceHandle instanceHandle, void *pCallbackTag,
                                    const CpaCySymOpData *pOpData, const CpaBufferList *pSrcBuffer,
                                    CpaBufferList *pDstBuffer, CpaBoolean *pVerifyResult)
{
    struct cy_instance *instance = cy_instance(instanceHandle);
    if (instance == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = cy_ready(instance);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    struct cy_session *session = pOpData != NULL ? cy_session(pOpData->sessionCtx) : NULL;
    if (session == NULL || session->data_plane || pSrcBuffer == NULL || pDstBuffer == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    struct cy_call call = {.instance = instance, .callback = (void (*)(void))session->callback, .tag = pCallbackTag};
    call.u.sym = (struct cy_sym){
        .session = session,
        .op = *pOpData,
        .user_op = (CpaCySymOpData *)(uintptr_t)pOpData,
        .source = (CpaBufferList *)(uintptr_t)pSrcBuffer,
        .destination = pDstBuffer,
    };
    emu_enter();
    status = perform_op(&call, pVerifyResult);
    CpaCySymStats64 *stats = &instance->stats.sym;
    cy_count(status == CPA_STATUS_SUCCESS ? &stats->numSymOpRequests : &stats->numSymOpRequestErrors);
    emu_leave();
    return status;
}
