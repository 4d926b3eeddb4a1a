/* QAT shim: symmetric sessions, which live in the caller's pinned memory. */
#include <string.h>

#include "qat_cy.h"

#define ALIGNMENT 64

/* The device wants the session aligned; the caller's memory need not be. */
static struct cy_session *place(CpaCySymSessionCtx handle)
{
    uintptr_t at = (uintptr_t)handle + sizeof(void *);
    return (struct cy_session *)((at + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
}

static Cpa32U context_bytes(void)
{
    return (Cpa32U)(sizeof(void *) + ALIGNMENT + sizeof(struct cy_session));
}

struct cy_session *cy_session(CpaCySymSessionCtx handle)
{
    struct cy_session *session = handle != NULL ? place(handle) : NULL;
    return session != NULL && session->magic == CY_SESSION_MAGIC ? session : NULL;
}

static CpaStatus init_session(struct cy_instance *instance, CpaCySymSessionCtx handle, CpaCySymCbFunc callback,
                              const CpaCySymSessionSetupData *setup, bool data_plane)
{
    if (setup == NULL || handle == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = cy_check_setup(setup);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    if (!cy_reachable(instance, handle, context_bytes())) {
        return CPA_STATUS_FAIL;
    }
    struct cy_session *session = place(handle);
    memset(session, 0, sizeof *session);
    session->instance = instance;
    session->callback = callback;
    session->data_plane = data_plane;
    session->partial = CPA_CY_SYM_PACKET_TYPE_FULL;
    cy_keep_setup(session, setup);
    session->magic = CY_SESSION_MAGIC;
    return CPA_STATUS_SUCCESS;
}

CpaStatus cy_init_session(struct cy_instance *instance, CpaCySymSessionCtx handle, CpaCySymCbFunc callback,
                          const CpaCySymSessionSetupData *setup, bool data_plane)
{
    if (instance == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = cy_ready(instance);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    emu_enter();
    status = init_session(instance, handle, callback, setup, data_plane);
    if (!data_plane) { /* QATlib's data plane keeps no statistics */
        CpaCySymStats64 *stats = &instance->stats.sym;
        cy_count(status == CPA_STATUS_SUCCESS ? &stats->numSessionsInitialized : &stats->numSessionErrors);
    }
    emu_leave();
    return status;
}

EMU_API CpaStatus cpaCySymInitSession(const CpaInstanceHandle instanceHandle, const CpaCySymCbFunc pSymCb,
                                      const CpaCySymSessionSetupData *pSessionSetupData, CpaCySymSessionCtx sessionCtx)
{
    return cy_init_session(cy_instance(instanceHandle), sessionCtx, pSymCb, pSessionSetupData, false);
}

static CpaStatus size_of(CpaInstanceHandle handle, const CpaCySymSessionSetupData *setup, Cpa32U *bytes)
{
    struct cy_instance *instance = cy_instance(handle);
    if (instance == NULL || setup == NULL || bytes == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = cy_usable(instance);
    if (status == CPA_STATUS_SUCCESS) {
        *bytes = context_bytes();
    }
    return status;
}

EMU_API CpaStatus cpaCySymSessionCtxGetSize(const CpaInstanceHandle instanceHandle,
                                            const CpaCySymSessionSetupData *pSessionSetupData,
                                            Cpa32U *pSessionCtxSizeInBytes)
{
    return size_of(instanceHandle, pSessionSetupData, pSessionCtxSizeInBytes);
}

EMU_API CpaStatus cpaCySymSessionCtxGetDynamicSize(const CpaInstanceHandle instanceHandle,
                                                   const CpaCySymSessionSetupData *pSessionSetupData,
                                                   Cpa32U *pSessionCtxSizeInBytes)
{
    return size_of(instanceHandle, pSessionSetupData, pSessionCtxSizeInBytes);
}

EMU_API CpaStatus cpaCySymRemoveSession(const CpaInstanceHandle instanceHandle, CpaCySymSessionCtx pSessionCtx)
{
    struct cy_instance *instance = cy_instance(instanceHandle);
    struct cy_session *session = cy_session(pSessionCtx);
    if (instance == NULL || session == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = cy_usable(instance);
    if (status == CPA_STATUS_FAIL) {
        return status; /* a lost device no longer holds sessions back */
    }
    status = session->in_flight > 0 ? CPA_STATUS_RETRY : CPA_STATUS_SUCCESS;
    if (status == CPA_STATUS_SUCCESS) {
        emu_enter();
        emu_cipher_drop(&session->cipher_stream);
        emu_hash_drop(&session->hash_stream);
        session->magic = 0;
        emu_leave();
    }
    if (!session->data_plane) {
        CpaCySymStats64 *stats = &instance->stats.sym;
        cy_count(status == CPA_STATUS_SUCCESS ? &stats->numSessionsRemoved : &stats->numSessionErrors);
    }
    return status;
}

EMU_API CpaStatus cpaCySymSessionInUse(CpaCySymSessionCtx sessionCtx, CpaBoolean *pSessionInUse)
{
    struct cy_session *session = cy_session(sessionCtx);
    if (session == NULL || pSessionInUse == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    *pSessionInUse = session->in_flight > 0 ? CPA_TRUE : CPA_FALSE;
    return CPA_STATUS_SUCCESS;
}

/* --- update --- */

static CpaStatus check_cipher_update(const struct cy_session *session, const CpaCySymSessionUpdateData *update)
{
    bool hash_only = session->setup.symOperation == CPA_CY_SYM_OP_HASH;
    if ((update->flags & (CPA_CY_SYM_SESUPD_CIPHER_KEY)) != 0) {
        if (update->pCipherKey == NULL) {
            return CPA_STATUS_INVALID_PARAM;
        }
        return hash_only ? CPA_STATUS_UNSUPPORTED : CPA_STATUS_SUCCESS;
    }
    return CPA_STATUS_SUCCESS;
}

static CpaStatus check_key_update(const struct cy_session *session, const CpaCySymSessionUpdateData *update)
{
    if ((update->flags & (CPA_CY_SYM_SESUPD_AUTH_KEY)) == 0) {
        return CPA_STATUS_SUCCESS;
    }
    if (update->authKey == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    bool possible = session->setup.symOperation != CPA_CY_SYM_OP_CIPHER &&
                    session->setup.hashSetupData.hashMode == CPA_CY_SYM_HASH_MODE_AUTH && !cy_is_aead(session);
    return possible ? CPA_STATUS_SUCCESS : CPA_STATUS_UNSUPPORTED;
}

static CpaStatus check_direction_update(const struct cy_session *session, const CpaCySymSessionUpdateData *update)
{
    if ((update->flags & (CPA_CY_SYM_SESUPD_CIPHER_DIR)) == 0) {
        return CPA_STATUS_SUCCESS;
    }
    if (update->cipherDirection != CPA_CY_SYM_CIPHER_DIRECTION_ENCRYPT &&
        update->cipherDirection != CPA_CY_SYM_CIPHER_DIRECTION_DECRYPT) {
        return CPA_STATUS_INVALID_PARAM;
    }
    return session->setup.symOperation == CPA_CY_SYM_OP_HASH ? CPA_STATUS_UNSUPPORTED : CPA_STATUS_SUCCESS;
}

static CpaStatus check_update(const struct cy_session *session, const CpaCySymSessionUpdateData *update)
{
    if (update->flags == 0 ||
        update->flags > ((CPA_CY_SYM_SESUPD_CIPHER_KEY) | (CPA_CY_SYM_SESUPD_AUTH_KEY) | (CPA_CY_SYM_SESUPD_CIPHER_DIR))) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = check_cipher_update(session, update);
    status = status == CPA_STATUS_SUCCESS ? check_key_update(session, update) : status;
    return status == CPA_STATUS_SUCCESS ? check_direction_update(session, update) : status;
}

EMU_API CpaStatus cpaCySymUpdateSession(CpaCySymSessionCtx sessionCtx,
                                        const CpaCySymSessionUpdateData *pSessionUpdateData)
{
    struct cy_session *session = cy_session(sessionCtx);
    if (session == NULL || pSessionUpdateData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (session->partial != CPA_CY_SYM_PACKET_TYPE_FULL) {
        return CPA_STATUS_FAIL;
    }
    CpaStatus status = check_update(session, pSessionUpdateData);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    if (session->in_flight > 0) {
        return CPA_STATUS_RETRY;
    }
    if ((pSessionUpdateData->flags & (CPA_CY_SYM_SESUPD_CIPHER_KEY)) != 0) {
        memcpy(session->cipher.key, pSessionUpdateData->pCipherKey, session->setup.cipherSetupData.cipherKeyLenInBytes);
    }
    if ((pSessionUpdateData->flags & (CPA_CY_SYM_SESUPD_AUTH_KEY)) != 0) {
        memcpy(session->hash.key, pSessionUpdateData->authKey, session->hash.key_length);
    }
    if ((pSessionUpdateData->flags & (CPA_CY_SYM_SESUPD_CIPHER_DIR)) != 0) {
        session->cipher.encrypt = pSessionUpdateData->cipherDirection == CPA_CY_SYM_CIPHER_DIRECTION_ENCRYPT;
        session->verify = cy_is_aead(session) ? !session->cipher.encrypt : session->verify;
    }
    return CPA_STATUS_SUCCESS;
}

/* --- statistics --- */

EMU_API CpaStatus cpaCySymQueryStats64(const CpaInstanceHandle instanceHandle, CpaCySymStats64 *pSymStats)
{
    struct cy_instance *instance = cy_instance(instanceHandle);
    if (instance == NULL || pSymStats == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = cy_usable(instance);
    if (status == CPA_STATUS_SUCCESS) {
        *pSymStats = instance->stats.sym;
    }
    return status;
}

EMU_API CpaStatus cpaCySymQueryStats(const CpaInstanceHandle instanceHandle, CpaCySymStats *pSymStats)
{
    CpaCySymStats64 wide;
    if (pSymStats == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = cpaCySymQueryStats64(instanceHandle, &wide);
    Cpa32U *narrow = &pSymStats->numSessionsInitialized;
    const Cpa64U *from = &wide.numSessionsInitialized;
    for (size_t i = 0; status == CPA_STATUS_SUCCESS && i < sizeof wide / sizeof *from; i++) {
        narrow[i] = (Cpa32U)from[i];
    }
    return status;
}
