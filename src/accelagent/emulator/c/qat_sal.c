/* QAT shim: devices, events and polling by device. A virtual function has four instances, a device sixteen of those. */
#include <stdio.h>
#include <string.h>

#include "cpa_dev.h"
#include "icp_sal_poll.h"
#include "icp_sal_user.h"
#include "icp_sal_versions.h"
#include "qat_cy.h"
#include "qat_dc.h"

#define VF_PCI_ID 0x4941
#define PF_BUS 0x6b

static unsigned groups(unsigned size)
{
    return (qat_instance_count() + size - 1) / size;
}

EMU_API CpaStatus cpaGetNumDevices(Cpa16U *numDevices)
{
    if (numDevices == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    *numDevices = (Cpa16U)groups(INSTANCES_PER_VF);
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaGetDeviceInfo(Cpa16U device, CpaDeviceInfo *deviceInfo)
{
    if (deviceInfo == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (device >= groups(INSTANCES_PER_VF)) {
        return CPA_STATUS_FAIL;
    }
    memset(deviceInfo, 0, sizeof *deviceInfo);
    deviceInfo->deviceId = VF_PCI_ID;
    deviceInfo->bdf = (Cpa16U)(PF_BUS << 8 | (device + 1));
    deviceInfo->isVf = CPA_TRUE;
    deviceInfo->dcEnabled = CPA_TRUE;
    deviceInfo->cySymEnabled = CPA_TRUE;
    deviceInfo->cyAsymEnabled = CPA_TRUE;
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus icp_sal_get_num_pfs(Cpa16U *pNumPFs)
{
    if (pNumPFs == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    *pNumPFs = (Cpa16U)groups(INSTANCES_PER_PF);
    return qat_instance_count() > 0 ? CPA_STATUS_SUCCESS : CPA_STATUS_FAIL;
}

EMU_API CpaStatus icp_sal_get_pf_info(CpaPfInfo *pPf_info)
{
    if (pPf_info == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    for (unsigned i = 0; i < groups(INSTANCES_PER_PF); i++) {
        memset(&pPf_info[i], 0, sizeof pPf_info[i]);
        pPf_info[i].pkg_id = i;
        pPf_info[i].bdf = (Cpa16U)((PF_BUS + i) << 8);
        snprintf(pPf_info[i].device_gen, sizeof pPf_info[i].device_gen, "4xxx");
    }
    return qat_instance_count() > 0 ? CPA_STATUS_SUCCESS : CPA_STATUS_FAIL;
}

EMU_API CpaStatus icp_sal_getDevVersionInfo(Cpa32U accelId, icp_sal_dev_version_info_t *pVerInfo)
{
    if (pVerInfo == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (accelId >= groups(INSTANCES_PER_VF)) {
        return CPA_STATUS_FAIL;
    }
    memset(pVerInfo, 0, sizeof *pVerInfo);
    pVerInfo->devId = accelId;
    snprintf((char *)pVerInfo->firmwareVersion, ICP_SAL_VERSIONS_FW_VERSION_SIZE, "emulated");
    snprintf((char *)pVerInfo->mmpVersion, ICP_SAL_VERSIONS_MMP_VERSION_SIZE, "emulated");
    snprintf((char *)pVerInfo->softwareVersion, ICP_SAL_VERSIONS_SW_VERSION_SIZE, "emulated");
    return CPA_STATUS_SUCCESS;
}

/* --- polling --- */

EMU_API CpaStatus icp_sal_DcPollInstance(CpaInstanceHandle instanceHandle, Cpa32U response_quota)
{
    struct instance *instance = qat_instance(instanceHandle);
    if (instance == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    /* with the device lost, a poll still hands out what has failed */
    return qat_usable(instance) != CPA_STATUS_FAIL ? qat_poll(instance, response_quota) : CPA_STATUS_FAIL;
}

static CpaStatus poll_range(Cpa32U accelId, unsigned first, unsigned n, Cpa32U quota)
{
    CpaStatus status = CPA_STATUS_RETRY;
    if (accelId >= groups(INSTANCES_PER_VF)) {
        return CPA_STATUS_INVALID_PARAM;
    }
    for (unsigned i = 0; i < n; i++) {
        struct instance *instance = qat_instance_at(accelId * INSTANCES_PER_VF + first + i);
        struct cy_instance *cy = cy_instance_at(accelId * INSTANCES_PER_VF + first + i);
        bool used = cy != NULL && cy->pool != NULL; /* asking an idle ring costs CPU time */
        if (instance != NULL && qat_poll(instance, quota) == CPA_STATUS_SUCCESS) {
            status = CPA_STATUS_SUCCESS;
        }
        if (used && cy_poll(cy, quota, true, true) == CPA_STATUS_SUCCESS) {
            status = CPA_STATUS_SUCCESS;
        }
    }
    return status;
}

EMU_API CpaStatus icp_sal_pollBank(Cpa32U accelId, Cpa32U bank_number, Cpa32U response_quota)
{
    return bank_number < INSTANCES_PER_VF ? poll_range(accelId, bank_number, 1, response_quota)
                                          : CPA_STATUS_INVALID_PARAM;
}

EMU_API CpaStatus icp_sal_pollAllBanks(Cpa32U accelId, Cpa32U response_quota)
{
    return poll_range(accelId, 0, INSTANCES_PER_VF, response_quota);
}

/* --- health --- */

EMU_API CpaStatus cpaDcInstanceSetNotificationCb(const CpaInstanceHandle instanceHandle,
                                                 const CpaDcInstanceNotificationCbFunc pInstanceNotificationCb,
                                                 void *pCallbackTag)
{
    struct instance *instance = instanceHandle != NULL ? qat_instance(instanceHandle) : NULL;
    if (instance == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    instance->notify_tag = pCallbackTag;
    instance->notify = pInstanceNotificationCb;
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus icp_sal_poll_device_events(void)
{
    for (unsigned i = 0; emu_device_lost() && i < qat_instance_count(); i++) {
        struct instance *instance = qat_instance_at(i);
        if (instance->notify != NULL && !instance->notified) {
            instance->notified = true;
            instance->notify(instance, instance->notify_tag, CPA_INSTANCE_EVENT_RESTARTING);
        }
    }
    if (emu_device_lost()) {
        cy_tell_restarting();
    }
    return CPA_STATUS_SUCCESS;
}

static CpaStatus health(void)
{
    return qat_instance_count() > 0 && !emu_device_lost() ? CPA_STATUS_SUCCESS : CPA_STATUS_FAIL;
}

EMU_API CpaStatus icp_sal_check_device(Cpa32U packageId)
{
    return packageId < groups(INSTANCES_PER_VF) ? health() : CPA_STATUS_FAIL;
}

EMU_API CpaStatus icp_sal_check_all_devices(void)
{
    return health();
}

EMU_API CpaStatus icp_sal_find_new_devices(void)
{
    return CPA_STATUS_SUCCESS; /* there are no new ones */
}
