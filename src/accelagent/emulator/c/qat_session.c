/* QAT shim: sessions. They live in the caller's memory, which therefore has to be pinned. */
#include <string.h>

#include "qat_dc.h"
#include "usdm.h"

#define SESSION_MAGIC 0x61636365736d7531ULL
#define SESSION_ALIGNMENT 64

static struct session *aligned(CpaDcSessionHandle handle)
{
    uintptr_t at = ((uintptr_t)handle + SESSION_ALIGNMENT - 1) & ~(uintptr_t)(SESSION_ALIGNMENT - 1);
    return (struct session *)at;
}

static bool whole_session_pinned(const struct session *session)
{
    return emu_config()->qat_sva ||
           (emu_is_pinned(session) && emu_is_pinned((const char *)(session + 1) - 1));
}

struct session *qat_session(CpaDcSessionHandle handle)
{
    struct session *session = aligned(handle);
    return handle != NULL && whole_session_pinned(session) && session->magic == SESSION_MAGIC ? session : NULL;
}

static bool in_range(int value, int low, int high)
{
    return value >= low && value <= high;
}

static bool checksum_fits(const CpaDcSessionSetupData *setup)
{
    switch (setup->compType) {
    case CPA_DC_DEFLATE: return setup->checksum != CPA_DC_XXHASH32;
    case CPA_DC_LZ4:
    case CPA_DC_LZ4S: return setup->checksum == CPA_DC_NONE || setup->checksum == CPA_DC_XXHASH32;
    case CPA_DC_ZSTD: return setup->checksum == CPA_DC_XXHASH64;
    default: return true;
    }
}

static bool lz4_fits(const CpaDcSessionSetupData *setup)
{
    if (setup->compType == CPA_DC_LZ4S) {
        return in_range((int)setup->minMatch, CPA_DC_MIN_3_BYTE_MATCH, CPA_DC_MIN_4_BYTE_MATCH);
    }
    return setup->compType != CPA_DC_LZ4 ||
           (in_range((int)setup->lz4BlockMaxSize, CPA_DC_LZ4_MAX_BLOCK_SIZE_64K, CPA_DC_LZ4_MAX_BLOCK_SIZE_4M) &&
            in_range((int)setup->lz4BlockChecksum, CPA_FALSE, CPA_TRUE) &&
            in_range((int)setup->lz4BlockIndependence, CPA_FALSE, CPA_TRUE) &&
            in_range((int)setup->accumulateXXHash, CPA_FALSE, CPA_TRUE));
}

CpaStatus qat_check_setup(const CpaDcSessionSetupData *setup)
{
    bool good = in_range((int)setup->compLevel, CPA_DC_L1, CPA_DC_L12) &&
                in_range((int)setup->autoSelectBestHuffmanTree, CPA_DC_ASB_DISABLED, CPA_DC_ASB_ENABLED) &&
                (setup->huffType == CPA_DC_HT_STATIC || setup->huffType == CPA_DC_HT_FULL_DYNAMIC) &&
                in_range((int)setup->sessDirection, CPA_DC_DIR_COMPRESS, CPA_DC_DIR_COMBINED) &&
                in_range((int)setup->sessState, CPA_DC_STATEFUL, CPA_DC_STATELESS) &&
                in_range((int)setup->checksum, CPA_DC_NONE, CPA_DC_XXHASH64) && checksum_fits(setup) && lz4_fits(setup);
    return good ? CPA_STATUS_SUCCESS : CPA_STATUS_INVALID_PARAM;
}

/* Devices of this family make LZ4s and do not take it. */
CpaStatus qat_check_supported(const CpaDcSessionSetupData *setup)
{
    bool known = setup->checksum != CPA_DC_XXHASH64 &&
                 (setup->compType == CPA_DC_DEFLATE || setup->compType == CPA_DC_LZ4 ||
                  (setup->compType == CPA_DC_LZ4S && setup->sessDirection == CPA_DC_DIR_COMPRESS));
    return known ? CPA_STATUS_SUCCESS : CPA_STATUS_UNSUPPORTED;
}

static CpaStatus check_all(const CpaDcSessionSetupData *setup)
{
    CpaStatus status = qat_check_setup(setup);
    return status == CPA_STATUS_SUCCESS ? qat_check_supported(setup) : status;
}

static CpaStatus session_size(CpaInstanceHandle handle, const CpaDcSessionSetupData *setup, Cpa32U *size)
{
    if (qat_instance(handle) == NULL || setup == NULL || size == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = check_all(setup);
    if (status == CPA_STATUS_SUCCESS) {
        *size = sizeof(struct session) + SESSION_ALIGNMENT;
    }
    return status;
}

EMU_API CpaStatus cpaDcGetSessionSize(CpaInstanceHandle dcInstance, CpaDcSessionSetupData *pSessionData,
                                      Cpa32U *pSessionSize, Cpa32U *pContextSize)
{
    if (pContextSize == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = session_size(dcInstance, pSessionData, pSessionSize);
    if (status == CPA_STATUS_SUCCESS) {
        *pContextSize = 0; /* nothing is carried from one request to the next */
    }
    return status;
}

EMU_API CpaStatus cpaDcDpGetSessionSize(CpaInstanceHandle dcInstance, CpaDcSessionSetupData *pSessionData,
                                        Cpa32U *pSessionSize)
{
    return session_size(dcInstance, pSessionData, pSessionSize);
}

CpaStatus qat_init_session(struct instance *instance, CpaDcSessionHandle handle, const CpaDcSessionSetupData *setup,
                           CpaDcCallbackFn callback, bool data_plane)
{
    if (instance == NULL || handle == NULL || setup == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = instance->translate != NULL ? qat_usable(instance) : CPA_STATUS_FAIL;
    if (status == CPA_STATUS_SUCCESS) {
        status = check_all(setup);
    }
    if (status == CPA_STATUS_SUCCESS && setup->sessState != CPA_DC_STATELESS) {
        status = data_plane ? CPA_STATUS_INVALID_PARAM : CPA_STATUS_UNSUPPORTED;
    }
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    struct session *session = aligned(handle);
    emu_enter();
    bool reachable = qat_addressable(instance, handle) && whole_session_pinned(session);
    emu_leave();
    if (!reachable) {
        return CPA_STATUS_FAIL;
    }
    memset(session, 0, sizeof *session);
    session->setup = *setup;
    emu_xxh32_begin(&session->xxh);
    session->callback = callback;
    session->instance = instance;
    session->data_plane = data_plane;
    session->magic = SESSION_MAGIC;
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaDcInitSession(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                   CpaDcSessionSetupData *pSessionData, CpaBufferList *pContextBuffer,
                                   CpaDcCallbackFn callbackFn)
{
    (void)pContextBuffer; /* state between requests: stateful sessions only */
    return qat_init_session(qat_instance(dcInstance), pSessionHandle, pSessionData, callbackFn, false);
}

/* What a change to a session needs: a session of this process with nothing in flight. */
static CpaStatus idle(CpaInstanceHandle handle, const struct session *session)
{
    const struct instance *instance = qat_instance(handle);
    if (session == NULL || instance == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = qat_usable(instance);
    if (status != CPA_STATUS_SUCCESS && status != CPA_STATUS_RESTARTING) {
        return status;
    }
    return session->in_flight > 0 ? CPA_STATUS_RETRY : status;
}

EMU_API CpaStatus cpaDcResetSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle)
{
    struct session *session = qat_session(pSessionHandle);
    CpaStatus status = idle(dcInstance, session);
    if (status == CPA_STATUS_SUCCESS) {
        session->continues = false;
        session->consumed = 0;
        emu_xxh32_begin(&session->xxh);
    }
    return status;
}

EMU_API CpaStatus cpaDcUpdateSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                     CpaDcSessionUpdateData *pSessionUpdateData)
{
    struct session *session = qat_session(pSessionHandle);
    struct instance *instance = qat_instance(dcInstance);
    if (instance == NULL || session == NULL || pSessionUpdateData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = qat_usable(instance);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    CpaDcSessionSetupData setup = session->setup;
    setup.compLevel = pSessionUpdateData->compLevel;
    setup.huffType = pSessionUpdateData->huffType;
    if (setup.sessDirection == CPA_DC_DIR_DECOMPRESS || check_all(&setup) != CPA_STATUS_SUCCESS) {
        return CPA_STATUS_INVALID_PARAM; /* values out of range: stricter than QATlib, which programs them */
    }
    session->setup = setup; /* requests in flight have taken their copy */
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaDcDpUpdateSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                       CpaDcSessionUpdateData *pSessionUpdateData)
{
    return cpaDcUpdateSession(dcInstance, pSessionHandle, pSessionUpdateData);
}

EMU_API CpaStatus cpaDcRemoveSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle)
{
    struct session *session = qat_session(pSessionHandle);
    CpaStatus status = idle(dcInstance, session);
    if (status == CPA_STATUS_SUCCESS) {
        session->magic = 0;
    }
    return status;
}

EMU_API CpaStatus cpaDcDpRemoveSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle)
{
    return cpaDcRemoveSession(dcInstance, pSessionHandle);
}

/* --- settings of a session --- */

EMU_API CpaStatus cpaDcSetCrcControlData(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                         CpaCrcControlData *pCrcControlData)
{
    struct session *session = qat_session(pSessionHandle);
    if (qat_instance(dcInstance) == NULL || session == NULL || pCrcControlData == NULL ||
        pCrcControlData->polynomial == 0) {
        return CPA_STATUS_INVALID_PARAM;
    }
    session->crc = *pCrcControlData;
    return CPA_STATUS_SUCCESS;
}

/* The settings below are for what this device does not have: told apart as QATlib tells them apart. */
static CpaStatus refuse(CpaInstanceHandle handle, CpaDcSessionHandle session_handle, bool in_range_, CpaStatus code)
{
    struct instance *instance = qat_instance(handle);
    if (instance == NULL || qat_session(session_handle) == NULL || !in_range_) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = qat_usable(instance);
    return status == CPA_STATUS_SUCCESS ? code : status;
}

EMU_API CpaStatus cpaDcSetAsbThreshold(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                       CpaDcAsbThreshold asbThreshold)
{
    bool known = in_range((int)asbThreshold, CPA_DC_ASB_THRESHOLD_256, CPA_DC_ASB_THRESHOLD_65536);
    return refuse(dcInstance, pSessionHandle, known, CPA_STATUS_UNSUPPORTED);
}

EMU_API CpaStatus cpaDcSetAsbRatio(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                   CpaDcAsbRatio asbRatio)
{
    bool known = in_range((int)asbRatio, CPA_DC_ASB_RATIO_1_SIXTEENTH, CPA_DC_ASB_RATIO_16_SIXTEENTH);
    return refuse(dcInstance, pSessionHandle, known, CPA_STATUS_UNSUPPORTED);
}

EMU_API CpaStatus cpaDcSetLZ4OutputFormat(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                          CpaDcLZ4OutputFormat outLZ4Format)
{
    bool known = in_range((int)outLZ4Format, CPA_DC_LZ4_OUTPUT_WITH_HEADER, CPA_DC_LZ4_OUTPUT_WITHOUT_HEADER);
    const struct session *session = qat_session(pSessionHandle);
    bool lz4 = session != NULL && session->setup.compType == CPA_DC_LZ4;
    return refuse(dcInstance, pSessionHandle, known, lz4 ? CPA_STATUS_UNSUPPORTED : CPA_STATUS_INVALID_PARAM);
}

EMU_API CpaStatus cpaDcResetXXHashState(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle)
{
    struct session *session = qat_session(pSessionHandle);
    bool lz4 = session != NULL && session->setup.compType == CPA_DC_LZ4 && session->setup.accumulateXXHash;
    CpaStatus status = refuse(dcInstance, pSessionHandle, true, lz4 ? CPA_STATUS_SUCCESS : CPA_STATUS_UNSUPPORTED);
    if (status == CPA_STATUS_SUCCESS) {
        emu_xxh32_begin(&session->xxh);
    }
    return status;
}
