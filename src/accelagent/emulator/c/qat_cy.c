/* QAT shim: cryptography instances. Each has a ring for symmetric requests and one for public-key requests. */
#include "qat_cy.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "icp_sal_user.h"
#include "usdm.h"

#define META_BYTES_PER_BUFFER 16
#define META_BYTES_FIXED 64

static struct cy_instance instances[MAX_INSTANCES];
static unsigned instance_count;

#define BIT(algorithm) (1u << (algorithm))

const Cpa32U cy_known_ciphers = BIT(CPA_CY_SYM_CIPHER_NULL) | BIT(CPA_CY_SYM_CIPHER_AES_ECB) |
                                BIT(CPA_CY_SYM_CIPHER_AES_CBC) | BIT(CPA_CY_SYM_CIPHER_AES_CTR) |
                                BIT(CPA_CY_SYM_CIPHER_AES_CCM) | BIT(CPA_CY_SYM_CIPHER_AES_GCM) |
                                BIT(CPA_CY_SYM_CIPHER_AES_XTS) | BIT(CPA_CY_SYM_CIPHER_CHACHA) |
                                BIT(CPA_CY_SYM_CIPHER_SM4_ECB) | BIT(CPA_CY_SYM_CIPHER_SM4_CBC) |
                                BIT(CPA_CY_SYM_CIPHER_SM4_CTR);
const Cpa32U cy_known_hashes =
    BIT(CPA_CY_SYM_HASH_SHA1) | BIT(CPA_CY_SYM_HASH_SHA224) | BIT(CPA_CY_SYM_HASH_SHA256) |
    BIT(CPA_CY_SYM_HASH_SHA384) | BIT(CPA_CY_SYM_HASH_SHA512) | BIT(CPA_CY_SYM_HASH_AES_XCBC) |
    BIT(CPA_CY_SYM_HASH_AES_CCM) | BIT(CPA_CY_SYM_HASH_AES_GCM) | BIT(CPA_CY_SYM_HASH_AES_CMAC) |
    BIT(CPA_CY_SYM_HASH_AES_GMAC) | BIT(CPA_CY_SYM_HASH_AES_CBC_MAC) | BIT(CPA_CY_SYM_HASH_SHA3_256) |
    BIT(CPA_CY_SYM_HASH_SHA3_224) | BIT(CPA_CY_SYM_HASH_SHA3_384) | BIT(CPA_CY_SYM_HASH_SHA3_512) |
    BIT(CPA_CY_SYM_HASH_POLY) | BIT(CPA_CY_SYM_HASH_SM3);

struct cy_instance *cy_instance(CpaInstanceHandle handle)
{
    uintptr_t at = (uintptr_t)handle, first = (uintptr_t)instances;
    if (handle == CPA_INSTANCE_HANDLE_SINGLE) {
        return instance_count > 0 ? &instances[0] : NULL;
    }
    bool inside = at >= first && at < first + instance_count * sizeof *instances;
    return inside && (at - first) % sizeof *instances == 0 ? (struct cy_instance *)handle : NULL;
}

struct cy_instance *cy_instance_at(unsigned number)
{
    return number < instance_count && qat_instance_count() > 0 ? &instances[number] : NULL;
}

CpaStatus cy_usable(const struct cy_instance *instance)
{
    if (emu_device_lost()) {
        return CPA_STATUS_RESTARTING;
    }
    return qat_instance_count() > 0 && instance != NULL ? CPA_STATUS_SUCCESS : CPA_STATUS_FAIL;
}

CpaStatus cy_ready(const struct cy_instance *instance)
{
    return instance->translate == NULL ? CPA_STATUS_FAIL : cy_usable(instance);
}

bool cy_reachable(const struct cy_instance *instance, const void *memory, size_t length)
{
    if (instance->translate == NULL || memory == NULL) {
        return false;
    }
    const uint8_t *last = (const uint8_t *)memory + (length > 0 ? length - 1 : 0);
    return instance->translate((void *)(uintptr_t)memory) != 0 && emu_is_pinned(memory) && emu_is_pinned(last);
}

void cy_make_instances(unsigned n)
{
    for (unsigned i = 0; i < instance_count; i++) {
        cy_free_pool(&instances[i]); /* of an earlier start, whose requests nobody will fetch any more */
    }
    memset(instances, 0, sizeof instances);
    instance_count = n;
    for (unsigned i = 0; i < instance_count; i++) {
        pthread_mutex_init(&instances[i].lock, NULL);
        emu_queue_init(&instances[i].sym, emu_config()->device.ring_depth);
        emu_queue_init(&instances[i].asym, emu_config()->device.ring_depth);
        instances[i].staged_tail = &instances[i].staged;
        qat_make_event(&instances[i].event, &instances[i].sym, &instances[i].asym);
    }
}

static void settle(struct emu_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    emu_queue_settle(queue);
    pthread_mutex_unlock(&queue->lock);
}

void cy_close_instances(void)
{
    for (unsigned i = 0; i < instance_count; i++) {
        struct cy_instance *instance = &instances[i];
        qat_close_event(&instance->event);
        settle(&instance->sym);
        settle(&instance->asym);
        if (instance->sym.used == 0 && instance->asym.used == 0 && instance->staged_count == 0) {
            cy_free_pool(instance);
        }
    }
}

/* --- what programs call --- */

EMU_API CpaStatus cpaCyGetNumInstances(Cpa16U *pNumInstances)
{
    return cpaGetNumInstances(CPA_ACC_SVC_TYPE_CRYPTO, pNumInstances);
}

EMU_API CpaStatus cpaCyGetInstances(Cpa16U numInstances, CpaInstanceHandle *cyInstances)
{
    if (cyInstances == NULL || numInstances == 0) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (qat_instance_count() == 0 || numInstances > instance_count) {
        return CPA_STATUS_RESOURCE;
    }
    for (Cpa16U i = 0; i < numInstances; i++) {
        cyInstances[i] = &instances[i];
    }
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaCyGetStatusText(const CpaInstanceHandle instanceHandle, CpaStatus errStatus, Cpa8S *pStatusText)
{
    (void)instanceHandle;
    return cpaDcGetStatusText(NULL, errStatus, pStatusText);
}

EMU_API CpaStatus cpaCyInstanceGetInfo(const CpaInstanceHandle instanceHandle, CpaInstanceInfo *pInstanceInfo)
{
    struct cy_instance *instance = cy_instance(instanceHandle);
    if (instance == NULL || pInstanceInfo == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    memset(pInstanceInfo, 0, sizeof *pInstanceInfo);
    pInstanceInfo->type = CPA_INSTANCE_TYPE_CRYPTO;
    pInstanceInfo->state = instance->started ? CPA_INSTANCE_STATE_INITIALISED : CPA_INSTANCE_STATE_SHUTDOWN;
    snprintf((char *)pInstanceInfo->name, sizeof pInstanceInfo->name, "Cy%u", (unsigned)(instance - instances));
    snprintf((char *)pInstanceInfo->version, sizeof pInstanceInfo->version, "Version %d.%d", CPA_API_VERSION_NUM_MAJOR,
             CPA_API_VERSION_NUM_MINOR);
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaCyInstanceGetInfo2(const CpaInstanceHandle instanceHandle, CpaInstanceInfo2 *pInstanceInfo2)
{
    struct cy_instance *instance = cy_instance(instanceHandle);
    if (instance == NULL || pInstanceInfo2 == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    unsigned number = (unsigned)(instance - instances);
    CpaStatus status = cpaDcInstanceGetInfo2(qat_instance_at(number), pInstanceInfo2); /* of the same device */
    pInstanceInfo2->accelerationServiceType = CPA_ACC_SVC_TYPE_CRYPTO;
    char *id = strstr((char *)pInstanceInfo2->instID, "_Dc");
    if (id != NULL) {
        memcpy(id, "_Cy", 3);
    }
    snprintf((char *)pInstanceInfo2->instName, CPA_INST_NAME_SIZE, "Cy%u", number);
    pInstanceInfo2->operState =
        instance->started && !emu_device_lost() ? CPA_OPER_STATE_UP : CPA_OPER_STATE_DOWN;
    return status;
}

EMU_API CpaStatus cpaCyInstanceSetNotificationCb(const CpaInstanceHandle instanceHandle,
                                                 const CpaCyInstanceNotificationCbFunc pInstanceNotificationCb,
                                                 void *pCallbackTag)
{
    struct cy_instance *instance = cy_instance(instanceHandle);
    if (instance == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    instance->notify_tag = pCallbackTag;
    instance->notify = pInstanceNotificationCb;
    return CPA_STATUS_SUCCESS;
}

void cy_tell_restarting(void)
{
    for (unsigned i = 0; i < instance_count; i++) {
        struct cy_instance *instance = &instances[i];
        if (instance->notify != NULL && !instance->notified) {
            instance->notified = true;
            instance->notify(instance, instance->notify_tag, CPA_INSTANCE_EVENT_RESTARTING);
        }
    }
}

EMU_API CpaStatus cpaCyBufferListGetMetaSize(const CpaInstanceHandle instanceHandle, Cpa32U numBuffers,
                                             Cpa32U *pSizeInBytes)
{
    if (cy_instance(instanceHandle) == NULL || pSizeInBytes == NULL ||
        numBuffers > (UINT32_MAX - META_BYTES_FIXED) / META_BYTES_PER_BUFFER) {
        return CPA_STATUS_INVALID_PARAM;
    }
    *pSizeInBytes = META_BYTES_FIXED + (numBuffers > 0 ? numBuffers : 1) * META_BYTES_PER_BUFFER;
    return CPA_STATUS_SUCCESS;
}

static CpaStatus set_started(CpaInstanceHandle handle, bool started)
{
    struct cy_instance *instance = cy_instance(handle);
    if (instance == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (qat_instance_count() == 0) {
        return CPA_STATUS_FAIL;
    }
    instance->started = started;
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaCyStartInstance(CpaInstanceHandle instanceHandle)
{
    return set_started(instanceHandle, true);
}

EMU_API CpaStatus cpaCyStopInstance(CpaInstanceHandle instanceHandle)
{
    return set_started(instanceHandle, false);
}

EMU_API CpaStatus cpaCyQueryCapabilities(const CpaInstanceHandle instanceHandle, CpaCyCapabilitiesInfo *pCapInfo)
{
    if (cy_instance(instanceHandle) == NULL || pCapInfo == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    memset(pCapInfo, 0, sizeof *pCapInfo);
    pCapInfo->symSupported = CPA_TRUE;
    pCapInfo->symDpSupported = CPA_TRUE;
    pCapInfo->dhSupported = CPA_TRUE;
    pCapInfo->rsaSupported = CPA_TRUE;
    pCapInfo->ecSupported = CPA_TRUE;
    pCapInfo->ecdhSupported = CPA_TRUE;
    pCapInfo->ecdsaSupported = CPA_TRUE;
    pCapInfo->keySupported = CPA_TRUE;
    pCapInfo->hkdfSupported = CPA_TRUE;
    pCapInfo->lnSupported = CPA_TRUE;
    pCapInfo->primeSupported = CPA_TRUE;
    pCapInfo->ecEdMontSupported = CPA_TRUE;
    pCapInfo->dsaSupported = CPA_TRUE;
    pCapInfo->ecSm2Supported = CPA_TRUE;
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaCySymQueryCapabilities(const CpaInstanceHandle instanceHandle, CpaCySymCapabilitiesInfo *pCapInfo)
{
    if (cy_instance(instanceHandle) == NULL || pCapInfo == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    memset(pCapInfo, 0, sizeof *pCapInfo);
    for (unsigned i = 0; i < 32; i++) {
        if ((cy_known_ciphers & BIT(i)) != 0) {
            CPA_BITMAP_BIT_SET(pCapInfo->ciphers, i);
        }
        if ((cy_known_hashes & BIT(i)) != 0) {
            CPA_BITMAP_BIT_SET(pCapInfo->hashes, i);
        }
    }
    pCapInfo->partialPacketSupported = CPA_TRUE;
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaCySetAddressTranslation(const CpaInstanceHandle instanceHandle,
                                             CpaVirtualToPhysical virtual2Physical)
{
    struct cy_instance *instance = cy_instance(instanceHandle);
    if (instance == NULL || virtual2Physical == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    instance->translate = virtual2Physical;
    return CPA_STATUS_SUCCESS;
}
