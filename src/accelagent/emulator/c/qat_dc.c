/* QAT shim: start and stop, instances, sessions, sizes. Requests are in qat_requests.c.
   Refuses what the 4xxx devices and Intel's library refuse, with the vendor's code. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "icp_sal_user.h"
#include "qae_mem.h"
#include "qat_dc.h"
#include "usdm.h"

#define SESSION_MAGIC 0x61636365736d7531ULL
#define SESSION_ALIGNMENT 64
#define META_BYTES_PER_BUFFER 16 /* what one buffer takes in the device's own list */
#define META_BYTES_FIXED 64

static struct instance instances[MAX_INSTANCES];
static unsigned instance_count;
static pid_t owner; /* a forked child has to start the library itself, as with the real one */
static pthread_mutex_t start_lock = PTHREAD_MUTEX_INITIALIZER;

CpaStatus qat_status(int error)
{
    static const struct {
        int error;
        CpaStatus status;
    } table[] = {
        {0, CPA_STATUS_SUCCESS},         {-EAGAIN, CPA_STATUS_RETRY},     {-EINVAL, CPA_STATUS_INVALID_PARAM},
        {-ENOMEM, CPA_STATUS_RESOURCE},  {-ENODEV, CPA_STATUS_RESTARTING}, {-ENOTSUP, CPA_STATUS_UNSUPPORTED},
        {-ETIMEDOUT, CPA_STATUS_FAIL},   {-EIO, CPA_STATUS_FAIL},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].error == error) {
            return table[i].status;
        }
    }
    return CPA_STATUS_FAIL;
}

static bool up(void)
{
    return owner == getpid();
}

struct instance *qat_instance(CpaInstanceHandle handle)
{
    uintptr_t at = (uintptr_t)handle, first = (uintptr_t)instances;
    if (handle == CPA_INSTANCE_HANDLE_SINGLE) {
        return instance_count > 0 ? &instances[0] : NULL;
    }
    bool inside = at >= first && at < first + instance_count * sizeof *instances;
    return inside && (at - first) % sizeof *instances == 0 ? (struct instance *)handle : NULL;
}

unsigned qat_instance_number(const struct instance *instance)
{
    return (unsigned)(instance - instances);
}

CpaStatus qat_usable(struct instance *instance)
{
    if (emu_device_lost()) {
        return CPA_STATUS_RESTARTING;
    }
    return up() && instance->started ? CPA_STATUS_SUCCESS : CPA_STATUS_FAIL;
}

bool qat_addressable(const struct instance *instance, const void *memory)
{
    /* The program's own function, yet called as part of the driver: it is asked six times per request, and
       crossing the border each time would cost more than it measures. */
    CpaVirtualToPhysical translate = instance->translate != NULL ? instance->translate : qaeVirtToPhysNUMA;
    CpaPhysicalAddr bus = translate((void *)(uintptr_t)memory);
    return bus != 0 && emu_is_pinned(memory); /* an invented address would fault in the IOMMU */
}

/* --- start and stop --- */

EMU_API CpaStatus icp_sal_userStart(const char *pProcessName)
{
    const struct emu_config *config = emu_config();
    if (pProcessName == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (!config->has_device || (config->faults & EMU_FAULT_ABSENT) != 0) {
        return CPA_STATUS_FAIL;
    }
    emu_enter();
    pthread_mutex_lock(&start_lock);
    if (!up()) {
        unsigned n = config->device.instances;
        memset(instances, 0, sizeof instances);
        instance_count = n > MAX_INSTANCES ? MAX_INSTANCES : n;
        for (unsigned i = 0; i < instance_count; i++) {
            pthread_mutex_init(&instances[i].lock, NULL);
        }
        owner = getpid();
    }
    pthread_mutex_unlock(&start_lock);
    emu_leave();
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus icp_sal_userStartMultiProcess(const char *pProcessName, CpaBoolean limitDevAccess)
{
    (void)limitDevAccess;
    return icp_sal_userStart(pProcessName);
}

EMU_API CpaStatus icp_sal_userStop(void)
{
    owner = 0;
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaBoolean icp_sal_userIsQatAvailable(void)
{
    const struct emu_config *config = emu_config();
    return config->has_device && (config->faults & EMU_FAULT_ABSENT) == 0 ? CPA_TRUE : CPA_FALSE;
}

/* --- instances --- */

EMU_API CpaStatus cpaDcGetNumInstances(Cpa16U *pNumInstances)
{
    if (pNumInstances == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    *pNumInstances = (Cpa16U)(up() ? instance_count : 0);
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaDcGetInstances(Cpa16U numInstances, CpaInstanceHandle *dcInstances)
{
    if (dcInstances == NULL || numInstances == 0) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (!up() || numInstances > instance_count) {
        return CPA_STATUS_RESOURCE;
    }
    for (Cpa16U i = 0; i < numInstances; i++) {
        dcInstances[i] = &instances[i];
    }
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaGetNumInstances(const CpaAccelerationServiceType accelerationServiceType, Cpa16U *pNumInstances)
{
    if (accelerationServiceType != CPA_ACC_SVC_TYPE_DATA_COMPRESSION) {
        return CPA_STATUS_UNSUPPORTED;
    }
    return cpaDcGetNumInstances(pNumInstances);
}

EMU_API CpaStatus cpaGetInstances(const CpaAccelerationServiceType accelerationServiceType, Cpa16U numInstances,
                                  CpaInstanceHandle *cpaInstances)
{
    if (accelerationServiceType != CPA_ACC_SVC_TYPE_DATA_COMPRESSION) {
        return CPA_STATUS_UNSUPPORTED;
    }
    return cpaDcGetInstances(numInstances, cpaInstances);
}

EMU_API CpaStatus cpaDcInstanceGetInfo2(const CpaInstanceHandle instanceHandle, CpaInstanceInfo2 *pInstanceInfo2)
{
    struct instance *instance = qat_instance(instanceHandle);
    if (instance == NULL || pInstanceInfo2 == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    memset(pInstanceInfo2, 0, sizeof *pInstanceInfo2);
    pInstanceInfo2->accelerationServiceType = CPA_ACC_SVC_TYPE_DATA_COMPRESSION;
    snprintf((char *)pInstanceInfo2->vendorName, CPA_INST_VENDOR_NAME_SIZE, "AccelAgent emulator");
    snprintf((char *)pInstanceInfo2->partName, CPA_INST_PART_NAME_SIZE, "4xxx (emulated)");
    snprintf((char *)pInstanceInfo2->instName, CPA_INST_NAME_SIZE, "Dc%u", qat_instance_number(instance));
    snprintf((char *)pInstanceInfo2->instID, CPA_INST_ID_SIZE, "emulated_Dc%u", qat_instance_number(instance));
    pInstanceInfo2->operState = instance->started && !emu_device_lost() ? CPA_OPER_STATE_UP : CPA_OPER_STATE_DOWN;
    pInstanceInfo2->requiresPhysicallyContiguousMemory = CPA_TRUE;
    pInstanceInfo2->isPolled = CPA_TRUE;
    pInstanceInfo2->isOffloaded = CPA_TRUE;
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaDcQueryCapabilities(CpaInstanceHandle dcInstance, CpaDcInstanceCapabilities *pCapabilities)
{
    if (qat_instance(dcInstance) == NULL || pCapabilities == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    memset(pCapabilities, 0, sizeof *pCapabilities);
    pCapabilities->statelessDeflateCompression = CPA_TRUE;
    pCapabilities->statelessDeflateDecompression = CPA_TRUE;
    pCapabilities->checksumCRC32 = CPA_TRUE;
    pCapabilities->checksumAdler32 = CPA_TRUE;
    pCapabilities->dynamicHuffman = CPA_TRUE;
    pCapabilities->autoSelectBestHuffmanTree = CPA_TRUE;
    pCapabilities->validWindowSizeMaskCompression = 1u << CPA_DC_WINSIZE_32K;
    pCapabilities->validWindowSizeMaskDecompression = 1u << CPA_DC_WINSIZE_32K;
    pCapabilities->endOfLastBlock = CPA_TRUE;
    pCapabilities->compressAndVerify = CPA_TRUE;
    pCapabilities->compressAndVerifyStrict = CPA_TRUE;
    pCapabilities->compressAndVerifyAndRecover = CPA_TRUE;
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaDcSetAddressTranslation(const CpaInstanceHandle instanceHandle,
                                             CpaVirtualToPhysical virtual2Physical)
{
    struct instance *instance = qat_instance(instanceHandle);
    if (instance == NULL || virtual2Physical == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    instance->translate = virtual2Physical;
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaDcGetNumIntermediateBuffers(CpaInstanceHandle instanceHandle, Cpa16U *pNumBuffers)
{
    if (qat_instance(instanceHandle) == NULL || pNumBuffers == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    *pNumBuffers = 0; /* this generation keeps them on the device */
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaDcStartInstance(CpaInstanceHandle instanceHandle, Cpa16U numBuffers,
                                     CpaBufferList **pIntermediateBuffers)
{
    struct instance *instance = qat_instance(instanceHandle);
    if (instance == NULL || (numBuffers > 0 && pIntermediateBuffers == NULL)) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (!up()) {
        return CPA_STATUS_FAIL;
    }
    emu_enter();
    pthread_mutex_lock(&instance->lock);
    unsigned depth = emu_config()->device.ring_depth;
    bool ok = instance->pool != NULL || qat_make_pool(instance, depth);
    if (ok && !instance->started) {
        emu_queue_init(&instance->queue, depth);
        instance->started = true;
    }
    pthread_mutex_unlock(&instance->lock);
    emu_leave();
    return ok ? CPA_STATUS_SUCCESS : CPA_STATUS_RESOURCE;
}

EMU_API CpaStatus cpaDcStopInstance(CpaInstanceHandle instanceHandle)
{
    struct instance *instance = qat_instance(instanceHandle);
    if (instance == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    instance->started = false;
    return CPA_STATUS_SUCCESS;
}

void qat_count(struct instance *instance, bool compress, enum qat_count what)
{
    CpaDcStats *s = &instance->stats;
    Cpa64U *const counters[2][4] = {
        {&s->numDecompRequests, &s->numDecompRequestsErrors, &s->numDecompCompleted, &s->numDecompCompletedErrors},
        {&s->numCompRequests, &s->numCompRequestsErrors, &s->numCompCompleted, &s->numCompCompletedErrors},
    };
    __atomic_add_fetch(counters[compress][what], 1, __ATOMIC_RELAXED);
}

EMU_API CpaStatus cpaDcGetStats(CpaInstanceHandle dcInstance, CpaDcStats *pStatistics)
{
    struct instance *instance = qat_instance(dcInstance);
    if (instance == NULL || pStatistics == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    *pStatistics = instance->stats;
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaDcGetStatusText(const CpaInstanceHandle dcInstance, const CpaStatus errStatus, Cpa8S *pStatusText)
{
    static const char *const texts[] = {
        CPA_STATUS_STR_SUCCESS, CPA_STATUS_STR_FAIL,  CPA_STATUS_STR_RETRY,      CPA_STATUS_STR_RESOURCE,
        CPA_STATUS_STR_INVALID_PARAM, CPA_STATUS_STR_FATAL, CPA_STATUS_STR_UNSUPPORTED,
    };
    (void)dcInstance;
    if (pStatusText == NULL || errStatus > 0 || -errStatus >= (int)(sizeof texts / sizeof *texts)) {
        return CPA_STATUS_INVALID_PARAM;
    }
    snprintf((char *)pStatusText, CPA_STATUS_MAX_STR_LENGTH_IN_BYTES, "%s", texts[-errStatus]);
    return CPA_STATUS_SUCCESS;
}

/* --- sessions: live in the caller's memory --- */

struct session *qat_session(CpaDcSessionHandle handle)
{
    uintptr_t aligned = ((uintptr_t)handle + SESSION_ALIGNMENT - 1) & ~(uintptr_t)(SESSION_ALIGNMENT - 1);
    struct session *session = (struct session *)aligned;
    return handle != NULL && session->magic == SESSION_MAGIC ? session : NULL;
}

static CpaStatus check_setup(const CpaDcSessionSetupData *setup)
{
    bool level = setup->compLevel >= CPA_DC_L1 && setup->compLevel <= CPA_DC_L12;
    bool trees = setup->huffType == CPA_DC_HT_STATIC || setup->huffType == CPA_DC_HT_FULL_DYNAMIC;
    bool direction = setup->sessDirection <= CPA_DC_DIR_COMBINED;
    bool checksum = setup->checksum <= CPA_DC_CRC32_ADLER32;
    if (!level || !trees || !direction || !checksum || setup->sessState > CPA_DC_STATELESS ||
        setup->autoSelectBestHuffmanTree > CPA_DC_ASB_ENABLED) {
        return CPA_STATUS_INVALID_PARAM;
    }
    bool known = setup->compType == CPA_DC_DEFLATE && setup->sessState == CPA_DC_STATELESS;
    return known ? CPA_STATUS_SUCCESS : CPA_STATUS_UNSUPPORTED; /* stateless deflate is all this generation has here */
}

EMU_API CpaStatus cpaDcGetSessionSize(CpaInstanceHandle dcInstance, CpaDcSessionSetupData *pSessionData,
                                      Cpa32U *pSessionSize, Cpa32U *pContextSize)
{
    if (qat_instance(dcInstance) == NULL || pSessionData == NULL || pSessionSize == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = check_setup(pSessionData);
    if (status == CPA_STATUS_INVALID_PARAM) {
        return status;
    }
    *pSessionSize = sizeof(struct session) + SESSION_ALIGNMENT;
    if (pContextSize != NULL) {
        *pContextSize = 0;
    }
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaDcInitSession(CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                   CpaDcSessionSetupData *pSessionData, CpaBufferList *pContextBuffer,
                                   CpaDcCallbackFn callbackFn)
{
    struct instance *instance = qat_instance(dcInstance);
    (void)pContextBuffer; /* state between requests: stateful sessions only */
    if (instance == NULL || pSessionHandle == NULL || pSessionData == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = check_setup(pSessionData);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    emu_enter();
    bool reachable = qat_addressable(instance, pSessionHandle);
    emu_leave();
    if (!up() || !reachable) {
        return CPA_STATUS_FAIL;
    }
    uintptr_t aligned = ((uintptr_t)pSessionHandle + SESSION_ALIGNMENT - 1) & ~(uintptr_t)(SESSION_ALIGNMENT - 1);
    struct session *session = (struct session *)aligned;
    memset(session, 0, sizeof *session);
    session->setup = *pSessionData;
    session->callback = callbackFn;
    session->instance = instance;
    session->magic = SESSION_MAGIC;
    return CPA_STATUS_SUCCESS;
}

/* What a change to a session needs: a session of this process with nothing in flight. */
static CpaStatus idle(struct session *session)
{
    if (session == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    return session->in_flight > 0 ? CPA_STATUS_RETRY : CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaDcResetSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle)
{
    struct session *session = qat_session(pSessionHandle);
    (void)dcInstance;
    CpaStatus status = idle(session);
    if (status == CPA_STATUS_SUCCESS) {
        session->continues = false;
    }
    return status;
}

EMU_API CpaStatus cpaDcUpdateSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle,
                                     CpaDcSessionUpdateData *pUpdate)
{
    struct session *session = qat_session(pSessionHandle);
    if (qat_instance(dcInstance) == NULL || session == NULL || pUpdate == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaDcSessionSetupData setup = session->setup;
    setup.compLevel = pUpdate->compLevel;
    setup.huffType = pUpdate->huffType;
    CpaStatus status = check_setup(&setup);
    if (status == CPA_STATUS_SUCCESS) {
        session->setup = setup; /* requests in flight have taken their copy */
    }
    return status;
}

EMU_API CpaStatus cpaDcRemoveSession(const CpaInstanceHandle dcInstance, CpaDcSessionHandle pSessionHandle)
{
    struct session *session = qat_session(pSessionHandle);
    (void)dcInstance;
    CpaStatus status = idle(session);
    if (status == CPA_STATUS_SUCCESS) {
        session->magic = 0;
    }
    return status;
}

/* --- sizes --- */

EMU_API CpaStatus cpaDcBufferListGetMetaSize(const CpaInstanceHandle instanceHandle, Cpa32U numBuffers,
                                             Cpa32U *pSizeInBytes)
{
    if (qat_instance(instanceHandle) == NULL || numBuffers == 0 || pSizeInBytes == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    *pSizeInBytes = META_BYTES_FIXED + numBuffers * META_BYTES_PER_BUFFER;
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaDcDeflateCompressBound(const CpaInstanceHandle dcInstance, CpaDcHuffType huffType,
                                            Cpa32U inputSize, Cpa32U *outputSize)
{
    bool trees = huffType == CPA_DC_HT_STATIC || huffType == CPA_DC_HT_FULL_DYNAMIC;
    if (qat_instance(dcInstance) == NULL || !trees || outputSize == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    /* QATlib's bound for 4xxx: 9 bits per byte, plus for dynamic trees a header of 155 bytes per 16 KB of codes. */
    Cpa64U n = inputSize;
    Cpa64U bound = (9 * n + 7) / 8;
    bound += huffType == CPA_DC_HT_STATIC ? 1029 : 512 + (8 * n * 155 / 7) / 16384;
    if (bound > UINT32_MAX) {
        return CPA_STATUS_INVALID_PARAM;
    }
    *outputSize = (Cpa32U)bound;
    return CPA_STATUS_SUCCESS;
}
