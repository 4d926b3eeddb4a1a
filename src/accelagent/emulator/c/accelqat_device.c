/* Instances of the device, and how a request is waited for. */
#include <openssl/async.h>
#include <openssl/provider.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "accelqat.h"
#include "cpa_cy_im.h"
#include "icp_sal_poll.h"
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

/* --- sessions and requests --- */

#define ATTEMPTS 1000000 /* polls before a request is given up */
#define MAX_DIGEST 64

/* What the device reads and writes, in one piece of pinned memory. */
struct staging {
    Cpa8U iv[BLOCK], digest[MAX_DIGEST];
    CpaCySymOpData op;
    CpaFlatBuffer flat;
    CpaBufferList list;
    _Alignas(64) Cpa8U meta[256];
    _Alignas(64) Cpa8U data[ACCELQAT_STAGING];
};

static void on_done(void *tag, CpaStatus status, const CpaCySymOp type, void *op, CpaBufferList *to, CpaBoolean verdict)
{
    struct accelqat_sym *sym = tag;
    (void)type, (void)op, (void)to, (void)verdict;
    sym->status = status;
    sym->sent = false;
    sym->done = true;
}

bool accelqat_sym_ready(struct accelqat_sym *sym, const CpaCySymSessionSetupData *setup)
{
    Cpa32U size = 0;
    if (sym->session != NULL) {
        return true;
    }
    sym->instance = sym->instance != NULL ? sym->instance : accelqat_instance();
    if (sym->instance == NULL || cpaCySymSessionCtxGetSize(sym->instance, setup, &size) != CPA_STATUS_SUCCESS) {
        return false;
    }
    if (sym->pinned == NULL) {
        sym->pinned = qaeMemAllocNUMA(sizeof *sym->pinned, 0, 64);
    }
    sym->session = sym->pinned != NULL ? qaeMemAllocNUMA(size, 0, 64) : NULL;
    if (sym->session != NULL && cpaCySymInitSession(sym->instance, on_done, setup, sym->session) != CPA_STATUS_SUCCESS) {
        qaeMemFreeNUMA(&sym->session);
        sym->session = NULL;
    }
    return sym->session != NULL;
}

bool accelqat_sym_run(struct accelqat_sym *sym, const CpaCySymOpData *wanted, const uint8_t *iv, const uint8_t *in, uint8_t *out,
                      size_t length, uint8_t *digest, size_t digest_length)
{
    struct staging *p = sym->pinned;
    if (sym->sent) {
        return false; /* the device still has one that was given up */
    }
    p->flat = (CpaFlatBuffer){(Cpa32U)length, p->data};
    p->list = (CpaBufferList){1, &p->flat, NULL, p->meta};
    p->op = *wanted;
    p->op.sessionCtx = sym->session;
    p->op.pIv = iv != NULL ? p->iv : NULL;
    p->op.pDigestResult = p->digest;
    memcpy(p->data, in, length);
    if (iv != NULL) {
        memcpy(p->iv, iv, BLOCK);
    }
    sym->done = false;
    sym->sent = true;
    if (cpaCySymPerformOp(sym->instance, sym, &p->op, &p->list, &p->list, NULL) != CPA_STATUS_SUCCESS) {
        sym->sent = false; /* also with a full ring: the caller's software is there at once */
        return false;
    }
    for (int i = 0; i < ATTEMPTS && !sym->done; i++) {
        accelqat_pause();
        if (!sym->done) {
            icp_sal_CyPollInstance(sym->instance, 0);
        }
    }
    bool good = sym->done && sym->status == CPA_STATUS_SUCCESS;
    if (good && out != NULL) {
        memcpy(out, p->data, length);
    }
    if (good && digest != NULL) {
        memcpy(digest, p->digest, digest_length);
    }
    return good;
}

/* What the device still has, of a connection that ended while its job was paused, is waited for. */
void accelqat_sym_drop(struct accelqat_sym *sym)
{
    for (int i = 0; i < ATTEMPTS && sym->sent; i++) {
        icp_sal_CyPollInstance(sym->instance, 0);
    }
    if (sym->session != NULL) {
        cpaCySymRemoveSession(sym->instance, sym->session);
        qaeMemFreeNUMA(&sym->session);
        sym->session = NULL;
    }
    if (sym->pinned != NULL) {
        qaeMemFreeNUMA((void **)&sym->pinned);
        sym->pinned = NULL;
    }
}
