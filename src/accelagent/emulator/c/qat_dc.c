/* QAT shim: start and stop, instances, sizes. Refuses what the 4xxx devices and Intel's library refuse, with the
   vendor's code; like the library it serves requests on instances that nobody has started. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "icp_sal_user.h"
#include "qat_cy.h"
#include "qat_dc.h"
#include "usdm.h"

#define META_BYTES_PER_BUFFER 16 /* what one buffer takes in the device's own list */
#define META_BYTES_FIXED 64

static struct instance instances[MAX_INSTANCES];
static unsigned instance_count;
static pid_t owner; /* a forked child has to start the library itself, as with the real one */
static unsigned starts;
static char section[CPA_INST_NAME_SIZE]; /* the process name given at the start */
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

unsigned qat_instance_count(void)
{
    return up() ? instance_count : 0;
}

struct instance *qat_instance_at(unsigned number)
{
    return number < qat_instance_count() ? &instances[number] : NULL;
}

unsigned qat_instance_number(const struct instance *instance)
{
    return (unsigned)(instance - instances);
}

CpaStatus qat_usable(const struct instance *instance)
{
    if (emu_device_lost()) {
        return CPA_STATUS_RESTARTING;
    }
    return up() && instance != NULL ? CPA_STATUS_SUCCESS : CPA_STATUS_FAIL;
}

bool qat_addressable(const struct instance *instance, const void *memory)
{
    /* The program's own function, yet called as part of the driver: it is asked six times per request, and
       crossing the border each time would cost more than it measures. */
    if (emu_config()->qat_sva) {
        return memory != NULL;
    }
    CpaPhysicalAddr bus = instance->translate != NULL ? instance->translate((void *)(uintptr_t)memory) : 0;
    return bus != 0 && emu_is_pinned(memory); /* an invented address would fault in the IOMMU */
}

/* --- start and stop --- */

static void make_instances(void)
{
    static _Atomic uint64_t starts_seen;
    unsigned n = emu_config()->device.instances, left;
    if (emu_fault_hits("qat", EMU_FAULT_INSTANCES, starts_seen++, &left) && left < n) {
        n = left; /* the others are taken */
    }
    for (unsigned i = 0; i < instance_count; i++) {
        qat_free_pool(&instances[i]); /* of an earlier start, whose requests nobody will fetch any more */
    }
    memset(instances, 0, sizeof instances);
    instance_count = n > MAX_INSTANCES ? MAX_INSTANCES : n;
    for (unsigned i = 0; i < instance_count; i++) {
        pthread_mutex_init(&instances[i].lock, NULL);
        emu_queue_init(&instances[i].queue, emu_config()->device.ring_depth);
        instances[i].staged_tail = &instances[i].staged;
        qat_make_event(&instances[i].event, &instances[i].queue, NULL);
    }
}

EMU_API CpaStatus icp_sal_userStart(const char *pProcessName)
{
    const struct emu_config *config = emu_config();
    if (pProcessName == NULL || !config->has_device || emu_fault_absent("qat")) {
        return CPA_STATUS_FAIL;
    }
    emu_enter();
    pthread_mutex_lock(&start_lock);
    if (!up()) {
        make_instances();
        cy_make_instances(instance_count);
        snprintf(section, sizeof section, "%s", pProcessName);
        owner = getpid();
        starts = 0;
    }
    starts++;
    pthread_mutex_unlock(&start_lock);
    emu_leave();
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus icp_sal_userStartMultiProcess(const char *pProcessName, CpaBoolean limitDevAccess)
{
    (void)limitDevAccess;
    return icp_sal_userStart(pProcessName);
}

/* What is still in flight keeps its memory: the device may yet write to it. */
static void close_instances(void)
{
    for (unsigned i = 0; i < instance_count; i++) {
        qat_close_event(&instances[i].event);
        pthread_mutex_lock(&instances[i].queue.lock);
        emu_queue_settle(&instances[i].queue);
        pthread_mutex_unlock(&instances[i].queue.lock);
        if (instances[i].queue.used == 0 && instances[i].staged_count == 0) {
            qat_free_pool(&instances[i]);
        }
    }
}

EMU_API CpaStatus icp_sal_userStop(void)
{
    emu_enter();
    pthread_mutex_lock(&start_lock);
    CpaStatus status = up() ? CPA_STATUS_SUCCESS : CPA_STATUS_FAIL;
    if (status == CPA_STATUS_SUCCESS && --starts == 0) {
        close_instances();
        cy_close_instances();
        owner = 0;
    }
    pthread_mutex_unlock(&start_lock);
    emu_leave();
    return status;
}

EMU_API CpaBoolean icp_sal_userIsQatAvailable(void)
{
    const struct emu_config *config = emu_config();
    return config->has_device && !emu_fault_absent("qat") ? CPA_TRUE : CPA_FALSE;
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

/* Which services the device knows, and which of them it offers. */
static CpaStatus offered(CpaAccelerationServiceType type, bool *any)
{
    *any = type != CPA_ACC_SVC_TYPE_DATA_DECOMPRESSION;
    switch (type) {
    case CPA_ACC_SVC_TYPE_DATA_COMPRESSION:
    case CPA_ACC_SVC_TYPE_CRYPTO:
    case CPA_ACC_SVC_TYPE_CRYPTO_ASYM:
    case CPA_ACC_SVC_TYPE_CRYPTO_SYM:
    case CPA_ACC_SVC_TYPE_DATA_DECOMPRESSION: return CPA_STATUS_SUCCESS;
    case CPA_ACC_SVC_TYPE_PATTERN_MATCH:
    case CPA_ACC_SVC_TYPE_RAID:
    case CPA_ACC_SVC_TYPE_XML: return CPA_STATUS_UNSUPPORTED;
    default: return CPA_STATUS_INVALID_PARAM;
    }
}

EMU_API CpaStatus cpaGetNumInstances(const CpaAccelerationServiceType accelerationServiceType, Cpa16U *pNumInstances)
{
    bool any;
    if (pNumInstances == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    *pNumInstances = 0;
    CpaStatus status = offered(accelerationServiceType, &any);
    return status == CPA_STATUS_SUCCESS && any ? cpaDcGetNumInstances(pNumInstances) : status;
}

EMU_API CpaStatus cpaGetInstances(const CpaAccelerationServiceType accelerationServiceType, Cpa16U numInstances,
                                  CpaInstanceHandle *cpaInstances)
{
    bool any;
    if (cpaInstances == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = offered(accelerationServiceType, &any);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
    }
    if (accelerationServiceType != CPA_ACC_SVC_TYPE_DATA_COMPRESSION && any) {
        return cpaCyGetInstances(numInstances, cpaInstances);
    }
    return any ? cpaDcGetInstances(numInstances, cpaInstances)
               : numInstances == 0 ? CPA_STATUS_INVALID_PARAM : CPA_STATUS_RESOURCE;
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
    unsigned number = qat_instance_number(instance);
    snprintf((char *)pInstanceInfo2->partName, CPA_INST_PART_NAME_SIZE, "4xxxvf, emulated");
    snprintf((char *)pInstanceInfo2->swVersion, CPA_INST_SW_VERSION_SIZE, "Version %d.%d", CPA_API_VERSION_NUM_MAJOR,
             CPA_API_VERSION_NUM_MINOR);
    snprintf((char *)pInstanceInfo2->instName, CPA_INST_NAME_SIZE, "Dc%u", number);
    snprintf((char *)pInstanceInfo2->instID, CPA_INST_ID_SIZE, "%s_Dc%u", section, number);
    pInstanceInfo2->physInstId.packageId = (Cpa16U)(number / INSTANCES_PER_VF);
    pInstanceInfo2->physInstId.acceleratorId = (Cpa16U)(number / INSTANCES_PER_VF);
    pInstanceInfo2->physInstId.busAddress = (Cpa16U)(number / INSTANCES_PER_VF);
    CPA_BITMAP_BIT_SET(pInstanceInfo2->coreAffinity, 0);
    pInstanceInfo2->operState = instance->started && !emu_device_lost() ? CPA_OPER_STATE_UP : CPA_OPER_STATE_DOWN;
    pInstanceInfo2->requiresPhysicallyContiguousMemory = emu_config()->qat_sva ? CPA_FALSE : CPA_TRUE;
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
    pCapabilities->dynamicHuffmanBufferReq = CPA_TRUE; /* and yet none is needed: see the number below */
    pCapabilities->internalHuffmanMem = 1;
    pCapabilities->validWindowSizeMaskCompression = 1u << CPA_DC_WINSIZE_32K;
    pCapabilities->validWindowSizeMaskDecompression = (1u << CPA_DC_WINSIZE_4K) | (1u << CPA_DC_WINSIZE_8K) |
                                                      (1u << CPA_DC_WINSIZE_16K) | (1u << CPA_DC_WINSIZE_32K);
    pCapabilities->statelessLZ4Compression = CPA_TRUE;
    pCapabilities->statelessLZ4Decompression = CPA_TRUE;
    pCapabilities->statelessLZ4SCompression = CPA_TRUE;
    pCapabilities->checksumXXHash32 = CPA_TRUE;
    pCapabilities->integrityCrcs64b = CPA_TRUE;
    pCapabilities->endOfLastBlock = CPA_TRUE;
    pCapabilities->compressAndVerify = CPA_TRUE;
    pCapabilities->compressAndVerifyStrict = CPA_TRUE;
    pCapabilities->compressAndVerifyAndRecover = CPA_TRUE;
    CPA_BITMAP_BIT_SET(pCapabilities->dcChainCapInfo, CPA_DC_CHAIN_HASH_THEN_COMPRESS);
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
    if (instance == NULL || (numBuffers > 0 && pIntermediateBuffers != NULL)) {
        return CPA_STATUS_INVALID_PARAM; /* as many intermediate buffers as there are: none */
    }
    if (!up()) {
        return CPA_STATUS_FAIL;
    }
    instance->started = true;
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaDcStopInstance(CpaInstanceHandle instanceHandle)
{
    struct instance *instance = qat_instance(instanceHandle);
    if (instance == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (!up()) {
        return CPA_STATUS_FAIL;
    }
    instance->started = false;
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaDcGetStats(CpaInstanceHandle dcInstance, CpaDcStats *pStatistics)
{
    struct instance *instance = qat_instance(dcInstance);
    if (instance == NULL || pStatistics == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = qat_usable(instance);
    if (status != CPA_STATUS_SUCCESS) {
        return status;
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
    if (pStatusText == NULL || errStatus > 0 || errStatus <= -(int)(sizeof texts / sizeof *texts)) {
        return CPA_STATUS_INVALID_PARAM;
    }
    snprintf((char *)pStatusText, CPA_STATUS_MAX_STR_LENGTH_IN_BYTES, "%s", texts[-errStatus]);
    return CPA_STATUS_SUCCESS;
}

/* --- sizes --- */

EMU_API CpaStatus cpaDcBufferListGetMetaSize(const CpaInstanceHandle instanceHandle, Cpa32U numBuffers,
                                             Cpa32U *pSizeInBytes)
{
    if (qat_instance(instanceHandle) == NULL || numBuffers == 0 || pSizeInBytes == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (numBuffers > (UINT32_MAX - META_BYTES_FIXED) / META_BYTES_PER_BUFFER) {
        return CPA_STATUS_INVALID_PARAM;
    }
    *pSizeInBytes = META_BYTES_FIXED + numBuffers * META_BYTES_PER_BUFFER;
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaDcDeflateCompressBound(const CpaInstanceHandle dcInstance, CpaDcHuffType huffType,
                                            Cpa32U inputSize, Cpa32U *outputSize)
{
    bool trees = huffType == CPA_DC_HT_STATIC || huffType == CPA_DC_HT_FULL_DYNAMIC;
    if (qat_instance(dcInstance) == NULL || !trees || outputSize == NULL || inputSize == 0) {
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
