/* QAT shim: chains of a hash and a compression over the same source, the one kind that this device family has. */
#include <string.h>

#include "cpa_dc_chain.h"
#include "qat_chain.h"
#include "usdm.h"

#define CHAIN_MAGIC 0x63686e7365737369ULL
#define ALIGNMENT 64
#define LINKS 2

/* In the caller's pinned memory. */
struct chain_session {
    uint64_t magic;
    struct instance *instance;
    _Alignas(ALIGNMENT) struct session compression;
    _Alignas(ALIGNMENT) struct cy_session crypto;
};

static struct chain_session *place(CpaDcSessionHandle handle)
{
    uintptr_t at = ((uintptr_t)handle + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1);
    return (struct chain_session *)at;
}

static struct chain_session *chain_session(CpaDcSessionHandle handle)
{
    struct chain_session *session = place(handle);
    bool there = handle != NULL && (emu_config()->qat_sva || emu_pinned_length(session) >= sizeof *session);
    return there && session->magic == CHAIN_MAGIC ? session : NULL;
}

/* --- sessions --- */

static bool hash_fits(const CpaCySymSessionSetupData *setup)
{
    CpaCySymHashAlgorithm algorithm = setup->hashSetupData.hashAlgorithm;
    return setup->symOperation == CPA_CY_SYM_OP_HASH && setup->digestIsAppended != CPA_TRUE &&
           setup->hashSetupData.hashMode == CPA_CY_SYM_HASH_MODE_PLAIN &&
           (algorithm == CPA_CY_SYM_HASH_SHA1 || algorithm == CPA_CY_SYM_HASH_SHA224 ||
            algorithm == CPA_CY_SYM_HASH_SHA256);
}

static bool compression_fits(const CpaDcSessionSetupData *setup)
{
    return setup->compType == CPA_DC_DEFLATE && setup->sessDirection == CPA_DC_DIR_COMPRESS &&
           setup->huffType != CPA_DC_HT_PRECOMP && setup->sessState == CPA_DC_STATELESS;
}

static bool links_fit(CpaDcChainOperations operation, Cpa8U links, const CpaDcChainSessionSetupData *setup)
{
    return operation == CPA_DC_CHAIN_HASH_THEN_COMPRESS && links == LINKS &&
           setup[0].sessType == CPA_DC_CHAIN_SYMMETRIC_CRYPTO && setup[0].pCySetupData != NULL &&
           setup[1].sessType == CPA_DC_CHAIN_COMPRESS_DECOMPRESS && setup[1].pDcSetupData != NULL &&
           hash_fits(setup[0].pCySetupData) && compression_fits(setup[1].pDcSetupData);
}

EMU_API CpaStatus cpaDcChainGetSessionSize(CpaInstanceHandle dcInstance, CpaDcChainOperations operation,
                                           Cpa8U numSessions, CpaDcChainSessionSetupData *pSessionData,
                                           Cpa32U *pSessionSize)
{
    (void)dcInstance;
    (void)operation; /* QATlib looks at neither */
    if (pSessionData == NULL || pSessionSize == NULL || numSessions != LINKS) {
        return CPA_STATUS_INVALID_PARAM;
    }
    *pSessionSize = (Cpa32U)sizeof(struct chain_session) + ALIGNMENT;
    return CPA_STATUS_SUCCESS;
}

static CpaStatus init(struct instance *instance, struct chain_session *session, const CpaDcChainSessionSetupData *setup,
                      CpaDcCallbackFn callback)
{
    CpaStatus status = cy_check_setup(setup[0].pCySetupData);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    if (!qat_addressable(instance, session) || emu_pinned_length(session) < sizeof *session) {
        return CPA_STATUS_FAIL;
    }
    memset(session, 0, sizeof *session);
    status = qat_init_session(instance, &session->compression, setup[1].pDcSetupData, callback, false);
    if (status == CPA_STATUS_SUCCESS) {
        cy_keep_setup(&session->crypto, setup[0].pCySetupData);
        session->instance = instance;
        session->magic = CHAIN_MAGIC;
    }
    return status;
}

EMU_API CpaStatus cpaDcChainInitSession(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                        CpaDcChainOperations operation, Cpa8U numSessions,
                                        CpaDcChainSessionSetupData *pSessionData, CpaDcCallbackFn callbackFn)
{
    struct instance *instance = qat_instance(dcInstance);
    CpaStatus status = qat_check_instance(instance);
    if (status == CPA_STATUS_SUCCESS && (pSessionData == NULL || pSessionHandle == NULL ||
                                         !links_fit(operation, numSessions, pSessionData))) {
        status = CPA_STATUS_INVALID_PARAM;
    }
    if (status == CPA_STATUS_SUCCESS) {
        emu_enter();
        status = init(instance, place(pSessionHandle), pSessionData, callbackFn);
        emu_leave();
    }
    return status;
}

EMU_API CpaStatus cpaDcChainSetCrcControlData(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                              CpaCrcControlData *pCrcControlData)
{
    struct chain_session *session = chain_session(pSessionHandle);
    return session == NULL ? CPA_STATUS_INVALID_PARAM
                           : cpaDcSetCrcControlData(dcInstance, &session->compression, pCrcControlData);
}

EMU_API CpaStatus cpaDcChainResetSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle)
{
    struct chain_session *session = chain_session(pSessionHandle);
    return session == NULL ? CPA_STATUS_INVALID_PARAM : cpaDcResetSession(dcInstance, &session->compression);
}

EMU_API CpaStatus cpaDcChainRemoveSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle)
{
    struct chain_session *session = chain_session(pSessionHandle);
    if (session == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = cpaDcRemoveSession(dcInstance, &session->compression);
    if (status == CPA_STATUS_SUCCESS) {
        session->magic = 0;
    }
    return status;
}

/* --- the work --- */

void qat_chain_poison(const struct call *call)
{
    const struct qat_chain *chain = &call->chain;
    if (chain->results != NULL) {
        chain->results->cyStatus = CPA_STATUS_SUCCESS; /* until the hash says otherwise */
    }
    if (chain->results != NULL && !chain->verify) {
        memset(chain->digest, QAT_POISON, chain->digest_length);
    }
}

void qat_chain_hash(struct call *call, struct emu_span source)
{
    const struct qat_chain *chain = &call->chain;
    uint8_t digest[EMU_MAX_DIGEST] = {0};
    CpaDcChainRqResults *results = chain->results;
    int rc = source.data != NULL ? emu_hash_whole(chain->hash, source.data + chain->at, chain->bytes, digest) : -1;
    bool same = rc == 0 && chain->verify && memcmp(chain->digest, digest, chain->digest_length) == 0;
    if (rc == 0 && !chain->verify) {
        memcpy(chain->digest, digest, chain->digest_length);
    }
    results->cyStatus = rc == 0 && (same || !chain->verify) ? CPA_STATUS_SUCCESS : CPA_STATUS_FAIL;
    results->verifyResult = same ? CPA_TRUE : CPA_FALSE;
}

/* The compression is reported only where the hash succeeded, and anything but complete success is a failure. */
void qat_chain_settle(struct call *call)
{
    CpaDcChainRqResults *results = call->chain.results;
    if (call->request.failed) {
        results->cyStatus = CPA_STATUS_FAIL;
    }
    bool hashed = results->cyStatus == CPA_STATUS_SUCCESS;
    bool good = hashed && call->status == CPA_STATUS_SUCCESS;
    results->consumed = good ? call->results->consumed : 0;
    results->produced = good ? call->results->produced : 0;
    if (hashed) {
        results->dcStatus = call->results->status;
    }
    if (good) {
        results->crc32 = call->chain.crc32;
        results->adler32 = call->chain.adler32;
    }
    if (!good || results->dcStatus != CPA_DC_OK) {
        call->status = CPA_STATUS_FAIL;
    }
}

/* --- requests --- */

static bool hash_op_fits(const struct chain_session *session, const CpaCySymOpData *op, size_t source)
{
    return op != NULL && op->packetType == CPA_CY_SYM_PACKET_TYPE_FULL && op->pDigestResult != NULL &&
           cy_fits(&session->crypto, op, source, source);
}

static CpaStatus check(const struct chain_session *session, const struct call *wanted, const CpaCySymOpData *hash,
                       const CpaDcOpData *op)
{
    CpaStatus status = qat_check_buffers(wanted, session->compression.setup.huffType);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    if (op == NULL || (op->flushFlag != CPA_DC_FLUSH_FINAL && op->flushFlag != CPA_DC_FLUSH_FULL) ||
        !hash_op_fits(session, hash, qat_total(wanted->source))) {
        return CPA_STATUS_INVALID_PARAM;
    }
    status = qat_check_op(op, CPA_DC_DIR_COMPRESS);
    return status == CPA_STATUS_SUCCESS && !op->compressAndVerify ? CPA_STATUS_UNSUPPORTED : status;
}

static struct qat_chain link_of(const struct chain_session *session, const CpaCySymOpData *op, CpaDcChainRqResults *results)
{
    bool continues = session->compression.continues;
    return (struct qat_chain){
        .results = results,
        .hash = &session->crypto.hash,
        .digest = op->pDigestResult,
        .digest_length = session->crypto.setup.hashSetupData.digestResultLenInBytes,
        .verify = session->crypto.verify,
        .at = op->hashStartSrcOffsetInBytes,
        .bytes = op->messageLenToHashInBytes,
        .crc32 = continues ? results->crc32 : 0,
        .adler32 = continues ? results->adler32 : 1,
    };
}

static CpaStatus launch(struct instance *instance, struct chain_session *session, struct call *wanted,
                        const CpaCySymOpData *hash, const CpaDcOpData *op, CpaDcChainRqResults *results)
{
    wanted->results = &wanted->own_results;
    CpaStatus status = check(session, wanted, hash, op);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    wanted->chain = link_of(session, hash, results);
    if (!qat_addressable(instance, wanted->chain.digest) ||
        !qat_addressable(instance, wanted->chain.digest + wanted->chain.digest_length - 1)) {
        return CPA_STATUS_FAIL;
    }
    wanted->session = &session->compression;
    wanted->setup = session->compression.setup;
    wanted->callback = session->compression.callback;
    wanted->crc_control = session->compression.crc;
    wanted->crc = op->integrityCrcCheck ? op->pCrcData : NULL;
    wanted->flush = op->flushFlag;
    wanted->recover = op->compressAndVerifyAndRecover;
    wanted->compress = true;
    return qat_launch(instance, wanted);
}

static CpaStatus perform(CpaInstanceHandle handle, CpaDcSessionHandle session_handle, struct call *wanted,
                         CpaDcChainOperations operation, Cpa8U links, const CpaCySymOpData *hash, const CpaDcOpData *op,
                         CpaDcChainRqResults *results)
{
    struct instance *instance = qat_instance(handle);
    if (wanted->source == NULL || wanted->destination == NULL || results == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = qat_check_instance(instance);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    emu_enter();
    struct chain_session *session = chain_session(session_handle);
    bool fits = session != NULL && operation == CPA_DC_CHAIN_HASH_THEN_COMPRESS && links == LINKS;
    status = fits ? launch(instance, session, wanted, hash, op, results) : CPA_STATUS_INVALID_PARAM;
    emu_leave();
    return status;
}

EMU_API CpaStatus cpaDcChainPerformOp(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                      CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaDcChainOperations operation,
                                      Cpa8U numOpDatas, CpaDcChainOpData *pChainOpData, CpaDcChainRqResults *pResults,
                                      void *callbackTag)
{
    struct call wanted = {.source = pSrcBuff, .destination = pDestBuff, .tag = callbackTag};
    if (pChainOpData == NULL || numOpDatas != LINKS) {
        return CPA_STATUS_INVALID_PARAM;
    }
    return perform(dcInstance, pSessionHandle, &wanted, operation, numOpDatas, pChainOpData[0].pCySymOp,
                   pChainOpData[1].pDcOp, pResults);
}

/* The device keeps what is between the links; the caller's buffer for it stays as it is. */
EMU_API CpaStatus cpaDcChainPerformOp2(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                       CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaBufferList *pInterBuff,
                                       CpaDcChainOpData2 opData, CpaDcChainRqVResults *pResults, void *callbackTag)
{
    struct call wanted = {.source = pSrcBuff, .destination = pDestBuff, .tag = callbackTag};
    if (pInterBuff == NULL || pResults == NULL || opData.pChainOpData == NULL || opData.numOpDatas != LINKS ||
        opData.pChainOpData[0].pCySymOp2 == NULL || opData.pChainOpData[1].pDcOp2 == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    return perform(dcInstance, pSessionHandle, &wanted, opData.operation, opData.numOpDatas,
                   &opData.pChainOpData[0].pCySymOp2->symOpData, &opData.pChainOpData[1].pDcOp2->dcOpData,
                   &pResults->chainRqResults);
}
