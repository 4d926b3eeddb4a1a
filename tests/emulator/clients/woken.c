/* woken dc|cy poll|event [LATE_US]: one request, waited for by polling or by its event; prints ns from before its
   submission. LATE_US: the thread sleeps so long before it waits. */
#include <sys/epoll.h>
#include <unistd.h>

#include "client.h"

#include "cpa_cy_im.h"
#include "cpa_cy_sym.h"

#define BYTES 4096

static CpaInstanceHandle handle;
static int crypto, ended;

static void cy_done(void *tag, CpaStatus status, const CpaCySymOp op, void *data, CpaBufferList *list, CpaBoolean verified)
{
    (void)op;
    (void)data;
    (void)list;
    (void)verified;
    CHECK(tag == NULL && status == CPA_STATUS_SUCCESS);
    ended = 1;
}

static CpaStatus poll_once(void)
{
    return crypto ? icp_sal_CyPollInstance(handle, 0) : icp_sal_DcPollInstance(handle, 0);
}

static int open_events(void)
{
    int fd = -1, loop = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    CpaAccelerationServiceType service = crypto ? CPA_ACC_SVC_TYPE_CRYPTO : CPA_ACC_SVC_TYPE_DATA_COMPRESSION;
    OK(cpaInstanceSetResponseMode(handle, service, CPA_INST_RX_NOTIFY_BY_EVENT));
    OK(crypto ? icp_sal_CyGetFileDescriptor(handle, &fd) : icp_sal_DcGetFileDescriptor(handle, &fd));
    CHECK(epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event) == 0);
    return loop;
}

static void wait_for_it(int loop, volatile int *done)
{
    struct epoll_event event;
    while (!*done) {
        CHECK(loop < 0 || epoll_wait(loop, &event, 1, -1) == 1);
        poll_once();
    }
}

static CpaCySymSessionCtx cipher(void)
{
    static Cpa8U key[16];
    CpaCySymSessionSetupData setup;
    Cpa32U size;
    memset(&setup, 0, sizeof setup);
    setup.sessionPriority = CPA_CY_PRIORITY_NORMAL;
    setup.symOperation = CPA_CY_SYM_OP_CIPHER;
    setup.cipherSetupData.cipherAlgorithm = CPA_CY_SYM_CIPHER_AES_CBC;
    setup.cipherSetupData.cipherDirection = CPA_CY_SYM_CIPHER_DIRECTION_ENCRYPT;
    setup.cipherSetupData.pCipherKey = key;
    setup.cipherSetupData.cipherKeyLenInBytes = sizeof key;
    OK(cpaCySymSessionCtxGetSize(handle, &setup, &size));
    CpaCySymSessionCtx ctx = pinned(size);
    OK(cpaCySymInitSession(handle, cy_done, &setup, ctx));
    return ctx;
}

int main(int argc, char **argv)
{
    struct job job;
    CHECK(argc > 2);
    crypto = argv[1][0] == 'c';
    start();
    handle = instances[0];
    prepare(instances[0], &job, BYTES, 2 * BYTES);
    CpaDcSessionHandle dc = session(instances[0], setup_of(CPA_DC_L1, CPA_DC_HT_FULL_DYNAMIC), on_done);
    CpaCySymOpData op;
    memset(&op, 0, sizeof op);
    if (crypto) {
        OK(cpaCyGetInstances(1, &handle));
        OK(cpaCySetAddressTranslation(handle, qaeVirtToPhysNUMA));
        OK(cpaCyStartInstance(handle));
        op.sessionCtx = cipher();
        op.packetType = CPA_CY_SYM_PACKET_TYPE_FULL;
        op.pIv = pinned(16);
        op.ivLenInBytes = 16;
        op.messageLenToCipherInBytes = BYTES;
    }
    int loop = argv[2][0] == 'e' ? open_events() : -1;
    unsigned long long begin = now_ns();
    if (crypto) {
        OK(cpaCySymPerformOp(handle, NULL, &op, &job.in, &job.in, NULL));
    } else {
        OK(deflate_job(handle, dc, &job, CPA_DC_FLUSH_FINAL));
    }
    if (argc > 3) {
        usleep((useconds_t)atoi(argv[3]));
    }
    wait_for_it(loop, crypto ? &ended : &job.done);
    printf("%llu\n", now_ns() - begin);
    return 0;
}
