/* The data plane, completion by event, devices, memory of one's own, and what is not there. */
#include <sys/epoll.h>
#include <sys/mman.h>

#include "cpa_cy_im.h"
#include "cpa_dc_chain.h"
#include "cpa_dc_dp.h"
#include "cpa_dev.h"
#include "client.h"

#define N 8192
#define DEPTH 16

static int dp_done;

static void on_dp(CpaDcDpOpData *op)
{
    CHECK(op->responseStatus == CPA_STATUS_SUCCESS && op->results.status == CPA_DC_OK);
    dp_done++;
}

static CpaDcDpOpData *dp_op(CpaDcSessionHandle handle, Cpa8U *in, Cpa32U n, Cpa8U *out, Cpa32U room)
{
    CpaDcDpOpData *op = pinned(sizeof *op);
    op->bufferLenToCompress = op->srcBufferLen = n;
    op->bufferLenForData = op->destBufferLen = room;
    op->srcBuffer = qaeVirtToPhysNUMA(in);
    op->destBuffer = qaeVirtToPhysNUMA(out);
    op->thisPhys = qaeVirtToPhysNUMA(op);
    op->dcInstance = instances[0];
    op->pSessionHandle = handle;
    op->compressAndVerify = op->compressAndVerifyAndRecover = CPA_TRUE;
    return op;
}

static CpaDcSessionHandle dp_session(void)
{
    CpaDcSessionSetupData setup = setup_of(CPA_DC_L1, CPA_DC_HT_FULL_DYNAMIC);
    Cpa32U size = 0;
    OK(cpaDcDpGetSessionSize(instances[0], &setup, &size));
    CpaDcSessionHandle handle = pinned(size);
    OK(cpaDcDpInitSession(instances[0], handle, &setup));
    return handle;
}

static void drain(int expected)
{
    while (dp_done < expected) {
        icp_sal_DcPollDpInstance(instances[0], 0);
    }
}

/* Two physical buffers, of which the request uses a part of the second. */
static CpaPhysicalAddr two_pieces(Cpa8U *data, Cpa32U first, Cpa32U second)
{
    CpaPhysBufferList *list = pinned(sizeof *list + 2 * sizeof list->flatBuffers[0]);
    list->numBuffers = 2;
    list->flatBuffers[0].dataLenInBytes = first;
    list->flatBuffers[0].bufferPhysAddr = qaeVirtToPhysNUMA(data);
    list->flatBuffers[1].dataLenInBytes = second;
    list->flatBuffers[1].bufferPhysAddr = qaeVirtToPhysNUMA(data + first);
    return qaeVirtToPhysNUMA(list);
}

static void requests(void)
{
    CpaDcSessionHandle handle = dp_session();
    Cpa8U *in = pinned(N), *out = pinned(2 * N), *back = pinned(N);
    OK(cpaDcDpRegCbFunc(instances[0], on_dp));
    fill(in, N, 3);
    CpaDcDpOpData *op = dp_op(handle, in, N, out, 2 * N);
    CHECK(icp_sal_DcPollDpInstance(instances[0], 0) == CPA_STATUS_RETRY);
    OK(cpaDcDpEnqueueOp(op, CPA_FALSE));
    CHECK(icp_sal_DcPollDpInstance(instances[0], 0) == CPA_STATUS_RETRY); /* not told to go */
    CHECK(cpaDcDpRemoveSession(instances[0], handle) == CPA_STATUS_RETRY);
    OK(cpaDcDpPerformOpNow(instances[0]));
    drain(1);
    CHECK(op->results.consumed == N);

    CpaDcDpOpData *reverse = dp_op(handle, out, op->results.produced, back, N);
    reverse->sessDirection = CPA_DC_DIR_DECOMPRESS;
    reverse->srcBuffer = two_pieces(out, 100, 2 * N - 100);
    reverse->destBuffer = two_pieces(back, 4000, N - 4000);
    reverse->srcBufferLen = reverse->destBufferLen = CPA_DP_BUFLIST;
    OK(cpaDcDpEnqueueOp(reverse, CPA_TRUE));
    drain(2);
    CHECK(reverse->results.produced == N && memcmp(in, back, N) == 0);
    CHECK(reverse->results.checksum == op->results.checksum);

    op->thisPhys = 0;
    CHECK(cpaDcDpEnqueueOp(op, CPA_TRUE) == CPA_STATUS_INVALID_PARAM);
    op->thisPhys = qaeVirtToPhysNUMA(op);
    op->srcBuffer += 1ULL << 50; /* nothing is mapped there */
    CHECK(cpaDcDpEnqueueOp(op, CPA_TRUE) == CPA_STATUS_FAIL);
    op->srcBuffer -= 1ULL << 50;
    op->compressAndVerify = op->compressAndVerifyAndRecover = CPA_FALSE;
    CHECK(cpaDcDpEnqueueOp(op, CPA_TRUE) == CPA_STATUS_UNSUPPORTED);
    CpaDcStats stats;
    OK(cpaDcGetStats(instances[0], &stats));
    CHECK(stats.numCompRequests == 0 && stats.numDecompRequests == 0); /* the data plane counts nothing */
    OK(cpaDcDpRemoveSession(instances[0], handle));
}

static void batches(void)
{
    CpaDcSessionHandle handle = dp_session();
    CpaDcDpOpData *ops[DEPTH + 1];
    for (int i = 0; i <= DEPTH; i++) {
        Cpa8U *in = pinned(N), *out = pinned(2 * N);
        fill(in, N, (unsigned)i);
        ops[i] = dp_op(handle, in, N, out, 2 * N);
    }
    dp_done = 0;
    CHECK(cpaDcDpEnqueueOpBatch(0, ops, CPA_TRUE) == CPA_STATUS_INVALID_PARAM);
    CHECK(cpaDcDpEnqueueOpBatch(DEPTH + 1, ops, CPA_TRUE) == CPA_STATUS_INVALID_PARAM);
    OK(cpaDcDpEnqueueOpBatch(DEPTH - 1, ops, CPA_FALSE));
    CHECK(cpaDcDpEnqueueOpBatch(2, ops + DEPTH - 1, CPA_TRUE) == CPA_STATUS_RETRY); /* all or none */
    OK(cpaDcDpEnqueueOp(ops[DEPTH - 1], CPA_TRUE)); /* and what waited before it */
    CHECK(cpaDcDpEnqueueOp(ops[DEPTH], CPA_TRUE) == CPA_STATUS_RETRY);
    drain(DEPTH);
    ops[0]->pSessionHandle = NULL;
    CpaDcNsSetupData alone = setup_of(CPA_DC_L9, CPA_DC_HT_FULL_DYNAMIC);
    alone.sessDirection = CPA_DC_DIR_COMPRESS;
    ops[0]->pSetupData = &alone;
    OK(cpaDcDpEnqueueOp(ops[0], CPA_TRUE));
    drain(DEPTH + 1);
}

static void events(void)
{
    struct job job;
    int fd = -1, loop = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    CpaInstanceResponseMode mode;
    CpaDcSessionHandle handle = session(instances[1], setup_of(CPA_DC_L1, CPA_DC_HT_FULL_DYNAMIC), on_done);
    prepare(instances[1], &job, N, 2 * N);
    CHECK(icp_sal_DcGetFileDescriptor(instances[1], &fd) == CPA_STATUS_UNSUPPORTED); /* it is polled */
    OK(cpaInstanceSetResponseMode(instances[1], CPA_ACC_SVC_TYPE_DATA_COMPRESSION, CPA_INST_RX_NOTIFY_BY_EVENT));
    OK(cpaInstanceGetResponseMode(instances[1], CPA_ACC_SVC_TYPE_DATA_COMPRESSION, &mode));
    CHECK(mode == CPA_INST_RX_NOTIFY_BY_EVENT);
    OK(icp_sal_DcGetFileDescriptor(instances[1], &fd));
    CHECK(epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event) == 0);
    CHECK(epoll_wait(loop, &event, 1, 0) == 0);
    OK(deflate_job(instances[1], handle, &job, CPA_DC_FLUSH_FINAL));
    CHECK(cpaInstanceSetResponseMode(instances[1], CPA_ACC_SVC_TYPE_DATA_COMPRESSION, CPA_INST_RX_NOTIFY_NONE) ==
          CPA_STATUS_RETRY);
    CHECK(epoll_wait(loop, &event, 1, -1) == 1);
    unsigned long long before = now_ns();
    OK(icp_sal_DcPollInstance(instances[1], 0)); /* the first poll after the event finds it */
    CHECK(job.done && now_ns() > before);        /* and the wait has taken time */
    CHECK(epoll_wait(loop, &event, 1, 0) == 0);
    OK(icp_sal_DcPutFileDescriptor(instances[1], fd));
}

static void own_memory(void)
{
    Cpa8U *mine = mmap(NULL, 4 * N, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    void *none = qaeMemAllocNUMA(64, 0, 3);
    CHECK(none == NULL && qaeMemAllocNUMA(64, 0, 0) == NULL && qaeMemAllocNUMA((size_t)65 << 20, 0, 64) == NULL);
    CHECK(qaeVirtToPhysNUMA(mine) == 0 && qaeMemMapContiguousIova(mine + 1, N) == 0);
    uint64_t bus = qaeMemMapContiguousIova(mine, 4 * N);
    CHECK(bus != 0 && qaeVirtToPhysNUMA(mine + 5) == bus + 5 && qaeMemMapContiguousIova(mine, N) == 0);
    void *aligned = qaeMemAllocNUMA(100, 0, 1 << 21);
    CHECK((uintptr_t)aligned % (1 << 21) == 0 && qaePhysToVirtNUMA(qaeVirtToPhysNUMA(aligned)) == aligned);
    CHECK(qaeMemUnmapContiguousIova(mine, 4 * N) == 0 && qaeVirtToPhysNUMA(mine) == 0);
    qaeMemFreeNUMA(&aligned);
    CHECK(aligned == NULL);
}

static void surroundings(void)
{
    Cpa16U n = 9;
    CpaDeviceInfo info;
    CpaInstanceHandle one;
    Cpa32U size;
    OK(cpaGetNumDevices(&n));
    CHECK(n > 0 && cpaGetDeviceInfo(n, &info) == CPA_STATUS_FAIL);
    OK(cpaGetDeviceInfo(0, &info));
    CHECK(info.dcEnabled == CPA_TRUE && info.cySymEnabled == CPA_TRUE && info.isVf == CPA_TRUE);
    OK(icp_sal_get_num_pfs(&n));
    CHECK(n == 1);
    OK(cpaGetNumInstances(CPA_ACC_SVC_TYPE_CRYPTO, &n));
    CHECK(n == instance_count && cpaCyGetInstances((Cpa16U)(n + 1), &one) == CPA_STATUS_RESOURCE);
    CHECK(cpaGetNumInstances(CPA_ACC_SVC_TYPE_RAID, &n) == CPA_STATUS_UNSUPPORTED);
    CHECK(cpaDcChainGetSessionSize(instances[0], CPA_DC_CHAIN_HASH_THEN_COMPRESS, 2, NULL, &size) ==
          CPA_STATUS_INVALID_PARAM);
    CHECK(cpaDcZstdCompressBound(instances[0], 100, &size) == CPA_STATUS_UNSUPPORTED);
    CHECK(cpaDcGetInstances((Cpa16U)(instance_count + 1), instances) == CPA_STATUS_RESOURCE);
    OK(cpaDcGetInstances(1, &one)); /* fewer slots than instances */
    CHECK(one == instances[0] && icp_sal_pollAllBanks(0, 0) == CPA_STATUS_RETRY);
    CHECK(icp_sal_pollBank(0, 4, 0) == CPA_STATUS_INVALID_PARAM);
}

int main(void)
{
    start();
    OK(icp_sal_userStart("SSL"));
    OK(icp_sal_userStop()); /* one start is left */
    surroundings();
    requests();
    batches();
    events();
    own_memory();
    OK(icp_sal_userStop());
    CHECK(icp_sal_userStop() == CPA_STATUS_FAIL);
    puts("ok");
    return 0;
}
