/* QAT shim: completion by event. The descriptor is readable as long as completions are due, now or later: a thread
   that waits for it is woken at once, and its virtual time moves on when it then polls. What else the thread waits
   for in the same call is therefore seen a little late. */
#include <sys/eventfd.h>
#include <unistd.h>

#include "icp_sal_poll.h"
#include "qat_cy.h"
#include "qat_dc.h"

/* When the next completion that a poll can deliver is there; 0: none is due. */
static uint64_t next_ns(struct instance *instance)
{
    uint64_t next = 0;
    pthread_mutex_lock(&instance->queue.lock);
    emu_queue_settle(&instance->queue);
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

/* One instance's mode, whichever service it serves; NULL: the handle and the service do not belong together. */
static bool *mode_of(CpaInstanceHandle handle, CpaAccelerationServiceType type, bool *busy)
{
    struct instance *dc = handle != NULL ? qat_instance(handle) : NULL;
    struct cy_instance *cy = handle != NULL ? cy_instance(handle) : NULL;
    bool crypto = type == CPA_ACC_SVC_TYPE_CRYPTO || type == CPA_ACC_SVC_TYPE_CRYPTO_SYM ||
                  type == CPA_ACC_SVC_TYPE_CRYPTO_ASYM;
    if (dc != NULL && type == CPA_ACC_SVC_TYPE_DATA_COMPRESSION) {
        *busy = dc->queue.used > 0;
        return &dc->by_event;
    }
    if (cy != NULL && crypto) {
        *busy = cy->sym.used + cy->asym.used > 0;
        return &cy->by_event;
    }
    return NULL;
}

static bool known(CpaInstanceHandle handle)
{
    return handle != NULL && (qat_instance(handle) != NULL || cy_instance(handle) != NULL);
}

EMU_API CpaStatus cpaInstanceSetResponseMode(const CpaInstanceHandle instanceHandle,
                                             const CpaAccelerationServiceType accelerationServiceType,
                                             const CpaInstanceResponseMode responseMode)
{
    bool busy = false;
    if (!known(instanceHandle)) {
        return CPA_STATUS_INVALID_PARAM;
    }
    if (responseMode != CPA_INST_RX_NOTIFY_NONE && responseMode != CPA_INST_RX_NOTIFY_BY_EVENT) {
        return CPA_STATUS_UNSUPPORTED;
    }
    bool *by_event = mode_of(instanceHandle, accelerationServiceType, &busy);
    if (by_event == NULL || busy) {
        return by_event == NULL ? CPA_STATUS_INVALID_PARAM : CPA_STATUS_RETRY;
    }
    *by_event = responseMode == CPA_INST_RX_NOTIFY_BY_EVENT;
    return CPA_STATUS_SUCCESS;
}

EMU_API CpaStatus cpaInstanceGetResponseMode(const CpaInstanceHandle instanceHandle,
                                             const CpaAccelerationServiceType accelerationServiceType,
                                             CpaInstanceResponseMode *pResponseMode)
{
    bool busy;
    bool *by_event = pResponseMode != NULL ? mode_of(instanceHandle, accelerationServiceType, &busy) : NULL;
    if (by_event == NULL) {
        return CPA_STATUS_INVALID_PARAM;
    }
    *pResponseMode = *by_event ? CPA_INST_RX_NOTIFY_BY_EVENT : CPA_INST_RX_NOTIFY_NONE;
    return CPA_STATUS_SUCCESS;
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
