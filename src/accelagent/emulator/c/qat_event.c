/* QAT shim: completion by event. The descriptor is readable as long as completions are due, now or later: a thread
   that waits for it is woken at once, and its virtual time moves on when it then polls. What else the thread waits
   for in the same call is therefore seen a little late. */
#include <sys/eventfd.h>
#include <unistd.h>

#include "icp_sal_poll.h"
#include "qat_dc.h"

/* When the next completion that a poll can deliver is there; 0: none is due. */
static uint64_t next_ns(struct instance *instance)
{
    uint64_t next = 0;
    pthread_mutex_lock(&instance->queue.lock);
    for (struct emu_request *request = instance->queue.head; request != NULL; request = request->next) {
        bool due = !request->sync && (!request->lost || emu_device_lost());
        if (due && (next == 0 || request->done_ns < next)) {
            next = request->done_ns > 0 ? request->done_ns : 1;
        }
    }
    pthread_mutex_unlock(&instance->queue.lock);
    return next;
}

void qat_announce(struct instance *instance)
{
    eventfd_t ignored;
    if (!instance->by_event || instance->event_fd < 0) {
        return;
    }
    pthread_mutex_lock(&instance->lock);
    if (next_ns(instance) != 0) {
        eventfd_write(instance->event_fd, 1);
    } else {
        (void)!eventfd_read(instance->event_fd, &ignored);
    }
    pthread_mutex_unlock(&instance->lock);
}

void qat_await_event(struct instance *instance)
{
    uint64_t next = instance->by_event && !emu_device_lost() ? next_ns(instance) : 0;
    if (next > emu_now()) {
        emu_wait_until(next);
    }
}

void qat_close_event(struct instance *instance)
{
    if (instance->event_fd >= 0) {
        close(instance->event_fd);
        instance->event_fd = -1;
    }
}

/* --- what programs call --- */

static CpaStatus check_service(CpaAccelerationServiceType type)
{
    return type == CPA_ACC_SVC_TYPE_DATA_COMPRESSION ? CPA_STATUS_SUCCESS : CPA_STATUS_INVALID_PARAM;
}

EMU_API CpaStatus cpaInstanceSetResponseMode(const CpaInstanceHandle instanceHandle,
                                             const CpaAccelerationServiceType accelerationServiceType,
                                             const CpaInstanceResponseMode responseMode)
{
    struct instance *instance = instanceHandle != NULL ? qat_instance(instanceHandle) : NULL;
    if (instance == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (responseMode != CPA_INST_RX_NOTIFY_NONE && responseMode != CPA_INST_RX_NOTIFY_BY_EVENT) {
        return CPA_STATUS_UNSUPPORTED;
    }
    CpaStatus status = check_service(accelerationServiceType);
    if (status == CPA_STATUS_SUCCESS && instance->queue.used > 0) {
        status = CPA_STATUS_RETRY;
    }
    if (status == CPA_STATUS_SUCCESS) {
        instance->by_event = responseMode == CPA_INST_RX_NOTIFY_BY_EVENT;
    }
    return status;
}

EMU_API CpaStatus cpaInstanceGetResponseMode(const CpaInstanceHandle instanceHandle,
                                             const CpaAccelerationServiceType accelerationServiceType,
                                             CpaInstanceResponseMode *pResponseMode)
{
    struct instance *instance = instanceHandle != NULL ? qat_instance(instanceHandle) : NULL;
    if (instance == NULL || pResponseMode == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    *pResponseMode = instance->by_event ? CPA_INST_RX_NOTIFY_BY_EVENT : CPA_INST_RX_NOTIFY_NONE;
    return check_service(accelerationServiceType);
}

static CpaStatus answers_by_event(CpaInstanceHandle handle, struct instance **instance)
{
    *instance = handle != NULL ? qat_instance(handle) : NULL;
    if (*instance == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    CpaStatus status = qat_usable(*instance);
    return status == CPA_STATUS_SUCCESS && !(*instance)->by_event ? CPA_STATUS_UNSUPPORTED : status;
}

EMU_API CpaStatus icp_sal_DcGetFileDescriptor(CpaInstanceHandle instanceHandle, int *fd)
{
    struct instance *instance;
    CpaStatus status = answers_by_event(instanceHandle, &instance);
    if (status != CPA_STATUS_SUCCESS || fd == NULL) {
        return status != CPA_STATUS_SUCCESS ? status : CPA_STATUS_INVALID_PARAM;
    }
    emu_enter();
    pthread_mutex_lock(&instance->lock);
    if (instance->event_fd < 0) {
        instance->event_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    }
    *fd = instance->event_fd;
    pthread_mutex_unlock(&instance->lock);
    qat_announce(instance);
    emu_leave();
    return *fd >= 0 ? CPA_STATUS_SUCCESS : CPA_STATUS_FAIL;
}

EMU_API CpaStatus icp_sal_DcPutFileDescriptor(CpaInstanceHandle instanceHandle, int fd)
{
    struct instance *instance;
    (void)fd; /* stays open until the library stops: others may hold it as well */
    return answers_by_event(instanceHandle, &instance);
}
