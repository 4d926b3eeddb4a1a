/* QAT shim: what a program may ask of compression and decompression, with and without a session.
   The order of the checks, and their codes, are those of QATlib for 4xxx devices. */
#include "qat_dc.h"

/* --- checks --- */

static bool is_boolean(CpaBoolean value)
{
    return value == CPA_TRUE || value == CPA_FALSE;
}

/* pData may be NULL where `empty_allowed` and the length is 0. */
static CpaStatus check_list(const CpaBufferList *list, bool empty_allowed)
{
    if (list == NULL || list->pBuffers == NULL || list->pPrivateMetaData == NULL || list->numBuffers == 0) {
        return CPA_STATUS_INVALID_PARAM;
    }
    for (Cpa32U i = 0; i < list->numBuffers; i++) {
        const CpaFlatBuffer *buffer = &list->pBuffers[i];
        bool empty = buffer->dataLenInBytes == 0;
        if ((empty && !empty_allowed) || (!empty && buffer->pData == NULL)) {
            return CPA_STATUS_INVALID_PARAM;
        }
    }
    return qat_total(list) <= UINT32_MAX ? CPA_STATUS_SUCCESS : CPA_STATUS_INVALID_PARAM;
}

CpaStatus qat_check_source(const CpaBufferList *list)
{
    return check_list(list, true);
}

CpaStatus qat_check_destination(const CpaBufferList *list, CpaDcHuffType trees, bool compress)
{
    size_t least = !compress ? 1 : trees == CPA_DC_HT_FULL_DYNAMIC ? MIN_OUTPUT_DYNAMIC : MIN_OUTPUT_STATIC;
    CpaStatus status = check_list(list, false);
    return status == CPA_STATUS_SUCCESS && qat_total(list) < least ? CPA_STATUS_INVALID_PARAM : status;
}

CpaStatus qat_check_op(const CpaDcOpData *op, CpaDcSessionDir direction)
{
    bool bad = (unsigned)op->flushFlag > CPA_DC_FLUSH_FULL ||
               (unsigned)op->inputSkipData.skipMode > CPA_DC_SKIP_STRIDE ||
               (unsigned)op->outputSkipData.skipMode > CPA_DC_SKIP_STRIDE || !is_boolean(op->integrityCrcCheck) ||
               !is_boolean(op->verifyHwIntegrityCrcs) || !is_boolean(op->compressAndVerify);
    bad = bad || (!op->integrityCrcCheck && op->verifyHwIntegrityCrcs);
    bad = bad || (direction == CPA_DC_DIR_COMPRESS && (!is_boolean(op->compressAndVerifyAndRecover) ||
                                                       (!op->compressAndVerify && op->compressAndVerifyAndRecover)));
    bad = bad || (op->integrityCrcCheck && op->pCrcData == NULL);
    return bad ? CPA_STATUS_INVALID_PARAM : CPA_STATUS_SUCCESS;
}

CpaStatus qat_check_instance(const struct instance *instance)
{
    if (instance == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    bool no_addresses = instance->translate == NULL && !emu_config()->qat_sva;
    return no_addresses ? CPA_STATUS_FAIL : qat_usable(instance);
}

CpaStatus qat_check_buffers(const struct call *wanted, CpaDcHuffType trees)
{
    CpaStatus status = qat_check_source(wanted->source);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    if (wanted->results == NULL || wanted->source == wanted->destination) {
        return CPA_STATUS_INVALID_PARAM;
    }
    return qat_check_destination(wanted->destination, trees, wanted->compress);
}

/* --- with a session --- */

static CpaStatus check_session(const struct session *session, const struct call *wanted)
{
    CpaDcSessionDir wrong = wanted->compress ? CPA_DC_DIR_DECOMPRESS : CPA_DC_DIR_COMPRESS;
    CpaStatus status = qat_check_buffers(wanted, session->setup.huffType);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    bool bad = (unsigned)wanted->flush > CPA_DC_FLUSH_FULL || session->data_plane ||
               session->setup.sessDirection == wrong;
    /* a hash over several requests is for sessions that accumulate it */
    bad = bad || (session->setup.compType == CPA_DC_LZ4 && !session->setup.accumulateXXHash &&
                  wanted->flush != CPA_DC_FLUSH_FINAL);
    return bad ? CPA_STATUS_INVALID_PARAM : CPA_STATUS_SUCCESS;
}

static CpaStatus check_and_launch(CpaInstanceHandle handle, CpaDcSessionHandle session_handle, const CpaDcOpData *op,
                                  struct call *wanted)
{
    struct instance *instance = qat_instance(handle);
    struct session *session = qat_session(session_handle);
    CpaStatus status = session_handle != NULL ? qat_check_instance(instance) : CPA_STATUS_INVALID_PARAM;
    if (status == CPA_STATUS_SUCCESS) {
        status = session != NULL ? check_session(session, wanted) : CPA_STATUS_INVALID_PARAM;
    }
    if (status == CPA_STATUS_SUCCESS && op != NULL) {
        status = qat_check_op(op, session->setup.sessDirection);
    }
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    if (!session->continues) {
        session->consumed = 0;
    }
    wanted->session = session;
    wanted->setup = session->setup;
    wanted->callback = session->callback;
    wanted->crc_control = session->crc;
    wanted->crc = op != NULL && op->integrityCrcCheck ? op->pCrcData : NULL;
    wanted->seed = session->continues ? wanted->results->checksum : session->setup.checksum == CPA_DC_ADLER32;
    return qat_launch(instance, wanted);
}

/* Inside the emulator from here on: the checks cross the border too, at a clock read each way. */
static CpaStatus request(CpaInstanceHandle handle, CpaDcSessionHandle session_handle, const CpaDcOpData *op,
                         struct call *wanted)
{
    emu_enter();
    CpaStatus status = check_and_launch(handle, session_handle, op, wanted);
    emu_leave();
    return status;
}

EMU_API CpaStatus cpaDcCompressData(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                    CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaDcRqResults *pResults,
                                    CpaDcFlush flushFlag, void *callbackTag)
{
    struct call wanted = {.source = pSrcBuff, .destination = pDestBuff, .results = pResults,
                          .flush = flushFlag, .tag = callbackTag, .compress = true};
    return request(dcInstance, pSessionHandle, NULL, &wanted);
}

EMU_API CpaStatus cpaDcCompressData2(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                     CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaDcOpData *pOpData,
                                     CpaDcRqResults *pResults, void *callbackTag)
{
    if (pOpData == NULL || !is_boolean(pOpData->compressAndVerify) ||
        !is_boolean(pOpData->compressAndVerifyAndRecover)) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (!pOpData->compressAndVerify) {
        /* recovery without verification is a contradiction; plain compression is not allowed on this device */
        return pOpData->compressAndVerifyAndRecover ? CPA_STATUS_INVALID_PARAM : CPA_STATUS_UNSUPPORTED;
    }
    /* With everything on and no CRC asked for, QATlib looks at nothing but the flush flag. */
    bool plain = pOpData->compressAndVerifyAndRecover && pOpData->integrityCrcCheck == CPA_FALSE;
    struct call wanted = {.source = pSrcBuff, .destination = pDestBuff, .results = pResults,
                          .flush = pOpData->flushFlag, .tag = callbackTag, .compress = true,
                          .recover = pOpData->compressAndVerifyAndRecover};
    return request(dcInstance, pSessionHandle, plain ? NULL : pOpData, &wanted);
}

EMU_API CpaStatus cpaDcDecompressData(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                      CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaDcRqResults *pResults,
                                      CpaDcFlush flushFlag, void *callbackTag)
{
    struct call wanted = {.source = pSrcBuff, .destination = pDestBuff, .results = pResults,
                          .flush = flushFlag, .tag = callbackTag};
    return request(dcInstance, pSessionHandle, NULL, &wanted);
}

EMU_API CpaStatus cpaDcDecompressData2(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                       CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaDcOpData *pOpData,
                                       CpaDcRqResults *pResults, void *callbackTag)
{
    if (pOpData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    struct call wanted = {.source = pSrcBuff, .destination = pDestBuff, .results = pResults,
                          .flush = pOpData->flushFlag, .tag = callbackTag};
    return request(dcInstance, pSessionHandle, pOpData, &wanted);
}

/* --- without --- */

static CpaStatus check_alone(const CpaDcNsSetupData *setup, const CpaDcOpData *op, bool compress)
{
    CpaStatus status = qat_check_setup(setup);
    if (status == CPA_STATUS_SUCCESS) {
        status = qat_check_op(op, setup->sessDirection);
    }
    bool bad = setup->sessDirection != (compress ? CPA_DC_DIR_COMPRESS : CPA_DC_DIR_DECOMPRESS) ||
               setup->sessState == CPA_DC_STATEFUL ||
               (op->flushFlag != CPA_DC_FLUSH_FINAL && op->flushFlag != CPA_DC_FLUSH_FULL) ||
               (setup->compType == CPA_DC_LZ4 && setup->accumulateXXHash);
    return status == CPA_STATUS_SUCCESS && bad ? CPA_STATUS_INVALID_PARAM : status;
}

static CpaStatus request_alone(CpaInstanceHandle handle, const CpaDcNsSetupData *setup, const CpaDcOpData *op,
                               struct call *wanted)
{
    struct instance *instance = qat_instance(handle);
    if (instance == NULL || setup == NULL || wanted->results == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = qat_check_instance(instance);
    if (status == CPA_STATUS_SUCCESS) {
        status = check_alone(setup, op, wanted->compress);
    }
    if (status == CPA_STATUS_SUCCESS) {
        status = qat_check_buffers(wanted, setup->huffType);
    }
    if (status == CPA_STATUS_SUCCESS && qat_total(wanted->source) == 0) {
        status = CPA_STATUS_INVALID_PARAM;
    }
    if (status == CPA_STATUS_SUCCESS) {
        status = qat_check_supported(setup);
    }
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    wanted->setup = *setup;
    wanted->flush = op->flushFlag;
    wanted->crc = op->integrityCrcCheck ? op->pCrcData : NULL;
    wanted->seed = wanted->results->checksum;
    return qat_launch(instance, wanted);
}

EMU_API CpaStatus cpaDcNsCompressData(CpaInstanceHandle dcInstance, CpaDcNsSetupData *pSetupData,
                                      CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaDcOpData *pOpData,
                                      CpaDcRqResults *pResults, CpaDcCallbackFn callbackFn, void *callbackTag)
{
    if (pOpData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (pOpData->compressAndVerify != CPA_TRUE) {
        return CPA_STATUS_UNSUPPORTED;
    }
    struct call wanted = {.source = pSrcBuff, .destination = pDestBuff, .results = pResults,
                          .callback = callbackFn, .tag = callbackTag, .compress = true,
                          .recover = pOpData->compressAndVerifyAndRecover};
    return request_alone(dcInstance, pSetupData, pOpData, &wanted);
}

EMU_API CpaStatus cpaDcNsDecompressData(CpaInstanceHandle dcInstance, CpaDcNsSetupData *pSetupData,
                                        CpaBufferList *pSrcBuff, CpaBufferList *pDestBuff, CpaDcOpData *pOpData,
                                        CpaDcRqResults *pResults, CpaDcCallbackFn callbackFn, void *callbackTag)
{
    if (pOpData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    struct call wanted = {.source = pSrcBuff, .destination = pDestBuff, .results = pResults,
                          .callback = callbackFn, .tag = callbackTag};
    return request_alone(dcInstance, pSetupData, pOpData, &wanted);
}
