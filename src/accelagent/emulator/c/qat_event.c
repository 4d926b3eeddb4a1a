/* QAT shim: completion by event. The descriptor is readable as long as completions are due, now or later: a thread
   that waits for it is woken at once, and its virtual time moves on when it then polls. What else the thread waits
   for in the same call is therefore seen a little late. */
#include <sys/eventfd.h>
#include <unistd.h>

#include "icp_sal_poll.h"
#include "qat_cy.h"
#include "qat_dc.h"

void qat_make_event(struct qat_event *event, struct emu_queue *ring, struct emu_queue *other)
{
    *event = (struct qat_event){.rings = {ring, other}, .fd = -1};
    pthread_mutex_init(&event->lock, NULL);
}

/* When the next completion that a poll can deliver is there, if before `next`; 0: none is due. */
static uint64_t next_of(struct emu_queue *queue, uint64_t next)
{
    pthread_mutex_lock(&queue->lock);
    emu_queue_settle(queue);
    for (struct emu_request *request = queue->head; request != NULL; request = request->next) {
        bool due = !request->sync && (!request->lost || emu_device_lost());
        if (due && (next == 0 || request->done_ns < next)) {
            next = request->done_ns > 0 ? request->done_ns : 1;
        }
    }
    pthread_mutex_unlock(&queue->lock);
    return next;
}

static uint64_t next_ns(const struct qat_event *event)
{
    uint64_t next = next_of(event->rings[0], 0);
    return event->rings[1] != NULL ? next_of(event->rings[1], next) : next;
}

void qat_announce(struct qat_event *event)
{
    eventfd_t ignored;
    if (!event->on || event->fd < 0) {
        return;
    }
    pthread_mutex_lock(&event->lock);
    if (next_ns(event) != 0) {
        eventfd_write(event->fd, 1);
    } else {
        (void)!eventfd_read(event->fd, &ignored);
    }
    pthread_mutex_unlock(&event->lock);
}

/* Who sleeps until the interrupt pays for its wake-up; who comes when it is over does not. */
void qat_await_event(const struct qat_event *event)
{
    uint64_t next = event->on && !emu_device_lost() ? next_ns(event) : 0;
    if (next > emu_now()) {
        emu_wait_until(next + emu_config()->channel_latency_ns);
    }
}

void qat_close_event(struct qat_event *event)
{
    if (event->fd >= 0) {
        close(event->fd);
        event->fd = -1;
    }
}

CpaStatus qat_event_descriptor(struct qat_event *event, CpaStatus usable, int *fd)
{
    if (usable != CPA_STATUS_SUCCESS || !event->on || fd == NULL) {
        return usable != CPA_STATUS_SUCCESS ? usable : fd == NULL && event->on ? CPA_STATUS_INVALID_PARAM : CPA_STATUS_UNSUPPORTED;
    }
    emu_enter();
    pthread_mutex_lock(&event->lock);
    if (event->fd < 0) {
        event->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    }
    *fd = event->fd;
    pthread_mutex_unlock(&event->lock);
    qat_announce(event);
    emu_leave();
    return *fd >= 0 ? CPA_STATUS_SUCCESS : CPA_STATUS_FAIL;
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
        return &dc->event.on;
    }
    if (cy != NULL && crypto) {
        *busy = cy->sym.used + cy->asym.used > 0;
        return &cy->event.on;
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

EMU_API CpaStatus icp_sal_DcGetFileDescriptor(CpaInstanceHandle instanceHandle, int *fd)
{
    struct instance *instance = instanceHandle != NULL ? qat_instance(instanceHandle) : NULL;
    return instance == NULL ? CPA_STATUS_INVALID_PARAM : qat_event_descriptor(&instance->event, qat_usable(instance), fd);
}

EMU_API CpaStatus icp_sal_DcPutFileDescriptor(CpaInstanceHandle instanceHandle, int fd)
{
    (void)fd; /* stays open until the library stops: others may hold it as well */
    return icp_sal_DcGetFileDescriptor(instanceHandle, &fd);
}
