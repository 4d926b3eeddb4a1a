/* Instances of the device, and how a request is waited for. */
#include <openssl/async.h>
#include <openssl/provider.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "accelqat.h"
#include "cpa_cy_im.h"
#include "icp_sal_user.h"
#include "qae_mem.h"

#define MAX_INSTANCES 64

static struct {
    pthread_once_t once;
    CpaInstanceHandle instances[MAX_INSTANCES];
    Cpa16U count; /* 0: no device */
    _Atomic unsigned next;
    OSSL_LIB_CTX *software;
} device = {.once = PTHREAD_ONCE_INIT};

static void start(void)
{
    device.software = OSSL_LIB_CTX_new();
    if (device.software != NULL) {
        OSSL_PROVIDER_load(device.software, "default");
    }
    if (icp_sal_userStart("SSL") != CPA_STATUS_SUCCESS || cpaCyGetNumInstances(&device.count) != CPA_STATUS_SUCCESS) {
        device.count = 0;
        return;
    }
    device.count = device.count < MAX_INSTANCES ? device.count : MAX_INSTANCES;
    bool good = device.count > 0 && cpaCyGetInstances(device.count, device.instances) == CPA_STATUS_SUCCESS;
    for (int i = 0; i < device.count && good; i++) {
        good = cpaCySetAddressTranslation(device.instances[i], (CpaVirtualToPhysical)qaeVirtToPhysNUMA) ==
                   CPA_STATUS_SUCCESS &&
               cpaCyStartInstance(device.instances[i]) == CPA_STATUS_SUCCESS;
    }
    device.count = good ? device.count : 0;
}

void accelqat_start(void)
{
    pthread_once(&device.once, start);
}

CpaInstanceHandle accelqat_instance(void)
{
    return device.count > 0 ? device.instances[device.next++ % device.count] : NULL;
}

OSSL_LIB_CTX *accelqat_software(void)
{
    return device.software;
}

/* --- waiting: the job pauses; its descriptor is readable at once, since polling is up to whoever resumes it --- */

static void close_fd(ASYNC_WAIT_CTX *context, const void *key, OSSL_ASYNC_FD fd, void *custom)
{
    (void)context, (void)key, (void)custom;
    close(fd);
}

bool accelqat_pause(void)
{
    static const char key;
    OSSL_ASYNC_FD fd;
    void *custom;
    ASYNC_JOB *job = ASYNC_get_current_job();
    ASYNC_WAIT_CTX *context = job != NULL ? ASYNC_get_wait_ctx(job) : NULL;
    if (context == NULL) {
        return false;
    }
    if (ASYNC_WAIT_CTX_get_fd(context, &key, &fd, &custom) == 0) {
        fd = eventfd(1, EFD_NONBLOCK | EFD_CLOEXEC);
        if (fd < 0 || ASYNC_WAIT_CTX_set_wait_fd(context, &key, fd, NULL, close_fd) == 0) {
            return false;
        }
    }
    return ASYNC_pause_job() != 0;
}
