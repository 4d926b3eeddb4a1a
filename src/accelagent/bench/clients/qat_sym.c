/* qat_sym PROCESSES MILLISECONDS   so many processes, as one core cannot fill the device, each with AES-128-GCM of 4 KiB
                                   in place, 64 in flight, for that time: prints what each completed */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cpa_cy_im.h"
#include "cpa_cy_sym.h"
#include "icp_sal_poll.h"
#include "icp_sal_user.h"
#include "qae_mem.h"

#define CHECK(condition)                                                                                      \
    do {                                                                                                      \
        if (!(condition)) {                                                                                   \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                   \
            exit(1);                                                                                          \
        }                                                                                                     \
    } while (0)
#define OK(call) CHECK((call) == CPA_STATUS_SUCCESS)

enum { SIZE = 4096, TAG = 16, IV = 12, MOST = 64, DEPTH = 64 };

struct request {
    CpaCySymOpData operation;
    CpaFlatBuffer flat;
    CpaBufferList list;
    CpaInstanceHandle instance;
    int done;
};

static CpaInstanceHandle instances[MOST];
static CpaCySymSessionCtx sessions[MOST];
static Cpa16U instance_count;
static unsigned long completions;

static unsigned long long now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (unsigned long long)ts.tv_sec * 1000000000ULL + (unsigned long long)ts.tv_nsec;
}

static void *pinned(size_t size)
{
    void *at = qaeMemAllocNUMA(size, 0, 64);
    CHECK(at != NULL);
    return memset(at, 7, size);
}

static void on_done(void *tag, CpaStatus status, const CpaCySymOp kind, void *op, CpaBufferList *to, CpaBoolean verdict)
{
    (void)kind, (void)op, (void)to, (void)verdict;
    CHECK(status == CPA_STATUS_SUCCESS);
    ((struct request *)tag)->done = 1;
    completions++;
}

static CpaCySymSessionCtx session(CpaInstanceHandle instance)
{
    CpaCySymSessionSetupData setup;
    Cpa32U size = 0;
    memset(&setup, 0, sizeof setup);
    setup.sessionPriority = CPA_CY_PRIORITY_NORMAL;
    setup.symOperation = CPA_CY_SYM_OP_ALGORITHM_CHAINING;
    setup.algChainOrder = CPA_CY_SYM_ALG_CHAIN_ORDER_CIPHER_THEN_HASH;
    setup.cipherSetupData.cipherAlgorithm = CPA_CY_SYM_CIPHER_AES_GCM;
    setup.cipherSetupData.cipherDirection = CPA_CY_SYM_CIPHER_DIRECTION_ENCRYPT;
    setup.cipherSetupData.cipherKeyLenInBytes = 16;
    setup.cipherSetupData.pCipherKey = pinned(16);
    setup.hashSetupData.hashAlgorithm = CPA_CY_SYM_HASH_AES_GCM;
    setup.hashSetupData.hashMode = CPA_CY_SYM_HASH_MODE_AUTH;
    setup.hashSetupData.digestResultLenInBytes = TAG;
    OK(cpaCySymSessionCtxGetSize(instance, &setup, &size));
    CpaCySymSessionCtx made = pinned(size);
    OK(cpaCySymInitSession(instance, on_done, &setup, made));
    return made;
}

static void start(void)
{
    OK(icp_sal_userStart("SSL"));
    OK(cpaCyGetNumInstances(&instance_count));
    CHECK(instance_count > 0 && instance_count <= MOST);
    OK(cpaCyGetInstances(instance_count, instances));
    for (int i = 0; i < instance_count; i++) {
        OK(cpaCySetAddressTranslation(instances[i], (CpaVirtualToPhysical)qaeVirtToPhysNUMA));
        OK(cpaCyStartInstance(instances[i]));
        sessions[i] = session(instances[i]);
    }
}

static struct request *requests(int count)
{
    struct request *all = calloc((size_t)count, sizeof *all);
    Cpa32U meta = 0;
    CHECK(all != NULL);
    OK(cpaCyBufferListGetMetaSize(instances[0], 1, &meta));
    for (int i = 0; i < count; i++) {
        struct request *r = &all[i];
        r->instance = instances[i % instance_count];
        r->flat = (CpaFlatBuffer){.dataLenInBytes = SIZE, .pData = pinned(SIZE)};
        r->list = (CpaBufferList){.numBuffers = 1, .pBuffers = &r->flat, .pPrivateMetaData = pinned(meta + 1)};
        r->operation.sessionCtx = sessions[i % instance_count];
        r->operation.packetType = CPA_CY_SYM_PACKET_TYPE_FULL;
        r->operation.pIv = pinned(IV);
        r->operation.ivLenInBytes = IV;
        r->operation.messageLenToCipherInBytes = r->operation.messageLenToHashInBytes = SIZE;
        r->operation.pDigestResult = pinned(TAG);
        r->done = 1;
    }
    return all;
}

static void submit(struct request *r)
{
    r->done = 0;
    CpaStatus status = cpaCySymPerformOp(r->instance, r, &r->operation, &r->list, &r->list, NULL);
    CHECK(status == CPA_STATUS_SUCCESS || status == CPA_STATUS_RETRY);
    r->done = status != CPA_STATUS_SUCCESS;
}

static void saturate(unsigned long long begin_ns, unsigned long long end_ns)
{
    start();
    struct request *pool = requests(DEPTH);
    struct timespec at = {(time_t)(begin_ns / 1000000000ULL), (long)(begin_ns % 1000000000ULL)};
    CHECK(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == 0);
    while (now_ns() < end_ns) {
        for (int i = 0; i < DEPTH; i++) {
            if (pool[i].done) {
                submit(&pool[i]);
            }
        }
        for (int i = 0; i < instance_count; i++) {
            icp_sal_CyPollInstance(instances[i], 0);
        }
    }
    printf("%lu\n", completions);
}

int main(int argc, char **argv)
{
    CHECK(argc > 2);
    unsigned long long begin_ns = now_ns() + 50000000ULL, ns = 1000000ULL * strtoull(argv[2], NULL, 10);
    int status;
    for (int i = 0; i < atoi(argv[1]); i++) {
        pid_t pid = fork();
        CHECK(pid >= 0);
        if (pid == 0) {
            saturate(begin_ns, begin_ns + ns);
            exit(0);
        }
    }
    while (wait(&status) > 0) {
        CHECK(status == 0);
    }
    return 0;
}
