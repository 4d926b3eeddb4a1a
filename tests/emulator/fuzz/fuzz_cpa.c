/* Calls of the CPA interface in any order and with any values, but for pointers to nowhere (which the vendor's library
   follows as well). The input is a program: a byte for the call, then its arguments. Checked is what must hold after
   any call: nothing crashes, no buffer is written beyond what it was described to be, completions and requests add up. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "cpa_dc_capabilities.h"
#include "cpa_dc_dp.h"
#include "cpa_dev.h"
#include "emu.h"
#include "icp_sal_poll.h"
#include "icp_sal_user.h"
#include "qae_mem.h"

#define SLOTS 4
#define ROOM 24576
#define MOST_CALLS 64
#define DATA_PLANE 2 /* the session that starts as one of the data plane */

static const CpaDcSessionSetupData usual = {
    .compLevel = CPA_DC_L1, .compType = CPA_DC_DEFLATE, .huffType = CPA_DC_HT_FULL_DYNAMIC,
    .sessDirection = CPA_DC_DIR_COMBINED, .sessState = CPA_DC_STATELESS, .checksum = CPA_DC_CRC32};

static const uint8_t *at, *end;
static Cpa8U *memory[SLOTS], *metadata, unpinned[ROOM], text[ROOM]; /* the text that inputs start with */
static CpaDcSessionHandle sessions[SLOTS];
static CpaDcDpOpData *dp_ops[SLOTS];
static CpaFlatBuffer pieces[2][3];
static CpaBufferList lists[2];
static CpaDcRqResults results[SLOTS];
static CpaDcSessionSetupData setups[SLOTS];
static CpaCrcData crc;
static unsigned long submitted, completed;

static uint8_t byte(void)
{
    return at < end ? *at++ : 0;
}

static uint32_t word(void)
{
    uint32_t value = byte();
    return value << 8 | byte();
}

/* Mostly what is meant, now and then anything. */
static int choice(int first, int last)
{
    uint8_t b = byte();
    return b == 255 ? (int)(word() << 16 | word()) : b == 254 ? last + 1 : first + b % (last - first + 1);
}

static CpaBoolean flag(void)
{
    uint8_t b = byte();
    return b == 255 ? (CpaBoolean)7 : (CpaBoolean)(b & 1);
}

static CpaInstanceHandle instance(void)
{
    CpaInstanceHandle all[2] = {NULL, NULL};
    Cpa16U n = 0;
    uint8_t b = byte();
    if (cpaDcGetNumInstances(&n) == CPA_STATUS_SUCCESS && n >= 2) {
        cpaDcGetInstances(2, all);
    }
    return b == 255 ? (CpaInstanceHandle)unpinned : b == 254 ? NULL : all[b & 1];
}

static CpaDcSessionHandle session(void)
{
    uint8_t b = byte();
    return b == 255 ? (CpaDcSessionHandle)unpinned : b == 254 ? NULL : sessions[b % SLOTS];
}

static Cpa32U length(void)
{
    uint8_t b = byte();
    return b == 255 ? UINT32_MAX : b > 250 ? 0 : b > 200 ? byte() : 2048 + word() % (ROOM - 2048);
}

static CpaBufferList *list(int side)
{
    CpaBufferList *made = &lists[side];
    uint8_t b = byte();
    if (b == 255) {
        return NULL;
    }
    made->numBuffers = b == 251 ? 0 : 1 + b % 3;
    made->pBuffers = b == 254 ? NULL : pieces[side];
    made->pPrivateMetaData = b == 253 ? NULL : b == 252 ? (void *)unpinned : metadata;
    Cpa32U offset = 0;
    for (Cpa32U i = 0; i < 3; i++) {
        uint8_t kind = byte();
        Cpa32U n = length();
        pieces[side][i].pData = kind == 255 ? NULL : kind == 254 ? unpinned : memory[2 * side + (kind & 1)] + offset;
        pieces[side][i].dataLenInBytes = n;
        offset = (offset + n) % ROOM;
    }
    return made;
}

static CpaDcSessionSetupData *setup(void)
{
    uint8_t b = byte();
    CpaDcSessionSetupData *made = &setups[b % SLOTS];
    *made = usual;
    if ((b & 0x80) != 0) {
        made->compLevel = (CpaDcCompLvl)choice(CPA_DC_L1, CPA_DC_L12);
        made->compType = (CpaDcCompType)choice(CPA_DC_DEFLATE, CPA_DC_ZSTD);
        made->huffType = (CpaDcHuffType)choice(CPA_DC_HT_STATIC, CPA_DC_HT_FULL_DYNAMIC);
        made->sessDirection = (CpaDcSessionDir)choice(CPA_DC_DIR_COMPRESS, CPA_DC_DIR_COMBINED);
        made->sessState = (CpaDcSessionState)choice(CPA_DC_STATEFUL, CPA_DC_STATELESS);
        made->checksum = (CpaDcChecksum)choice(CPA_DC_NONE, CPA_DC_XXHASH64);
        made->autoSelectBestHuffmanTree = (CpaDcAutoSelectBest)choice(CPA_DC_ASB_DISABLED, CPA_DC_ASB_ENABLED);
    } else {
        made->compLevel = (CpaDcCompLvl)(CPA_DC_L1 + b % 12);
        made->sessDirection = (CpaDcSessionDir)(b / 16 % 3);
    }
    return b == 255 ? NULL : made;
}

static CpaDcOpData *op_data(void)
{
    static CpaDcOpData op;
    uint8_t b = byte();
    memset(&op, 0, sizeof op);
    op.flushFlag = CPA_DC_FLUSH_FINAL;
    op.compressAndVerify = op.compressAndVerifyAndRecover = CPA_TRUE;
    if ((b & 1) != 0) {
        op.flushFlag = (CpaDcFlush)choice(CPA_DC_FLUSH_NONE, CPA_DC_FLUSH_FULL);
        op.compressAndVerify = flag();
        op.compressAndVerifyAndRecover = flag();
        op.integrityCrcCheck = flag();
        op.verifyHwIntegrityCrcs = flag();
        op.inputSkipData.skipMode = (CpaDcSkipMode)choice(CPA_DC_SKIP_DISABLED, CPA_DC_SKIP_STRIDE);
        op.pCrcData = (b & 2) != 0 ? &crc : NULL;
    }
    return b == 255 ? NULL : &op;
}

static void on_done(void *tag, CpaStatus status)
{
    (void)tag, (void)status;
    completed++;
}

static void on_dp(CpaDcDpOpData *op)
{
    (void)op;
    completed++;
}

static void sent(CpaStatus status, bool asynchronous)
{
    submitted += asynchronous && status == CPA_STATUS_SUCCESS;
}

/* --- the calls --- */

static void init_session(void)
{
    int slot = byte() % SLOTS;
    uint8_t kind = byte();
    CpaInstanceHandle on = instance();
    CpaDcSessionSetupData *how = setup();
    if ((kind & 1) != 0) {
        cpaDcDpInitSession(on, sessions[slot], how);
    } else {
        cpaDcInitSession(on, sessions[slot], how, NULL, (kind & 2) != 0 ? on_done : NULL);
    }
}

static void change_session(void)
{
    CpaDcSessionUpdateData update = {(CpaDcCompLvl)choice(1, 12), (CpaDcHuffType)choice(0, 2), CPA_FALSE};
    CpaCrcControlData control = {word(), word(), flag(), flag(), word()};
    CpaInstanceHandle on = instance();
    CpaDcSessionHandle of = session();
    switch (byte() % 6) {
    case 0: cpaDcUpdateSession(on, of, &update); break;
    case 1: cpaDcResetSession(on, of); break;
    case 2: cpaDcRemoveSession(on, of); break;
    case 3: cpaDcSetCrcControlData(on, of, &control); break;
    case 4: cpaDcSetAsbRatio(on, of, (CpaDcAsbRatio)choice(1, 16)); break;
    default: cpaDcSetLZ4OutputFormat(on, of, (CpaDcLZ4OutputFormat)choice(0, 1)); break;
    }
}

static void request(void)
{
    uint8_t kind = byte();
    CpaInstanceHandle on = instance();
    CpaDcSessionHandle with = session();
    CpaBufferList *from = list(0), *to = (kind & 8) != 0 && byte() == 255 ? from : list(1);
    CpaDcRqResults *into = byte() == 255 ? NULL : &results[kind % SLOTS];
    CpaDcOpData *op = op_data();
    CpaDcSessionSetupData *how = setup();
    CpaDcCallbackFn done = (kind & 16) != 0 ? on_done : NULL;
    unsigned long before = submitted;
    switch (kind % 6) {
    case 0: cpaDcCompressData2(on, with, from, to, op, into, NULL); break;
    case 1: cpaDcDecompressData2(on, with, from, to, op, into, NULL); break;
    case 2: cpaDcCompressData(on, with, from, to, into, (CpaDcFlush)choice(0, 3), NULL); break;
    case 3: cpaDcDecompressData(on, with, from, to, into, (CpaDcFlush)choice(0, 3), NULL); break;
    case 4: sent(cpaDcNsCompressData(on, how, from, to, op, into, done, NULL), done != NULL); break;
    default: sent(cpaDcNsDecompressData(on, how, from, to, op, into, done, NULL), done != NULL); break;
    }
    (void)before;
}

static CpaDcDpOpData *dp_op(void)
{
    uint8_t b = byte();
    CpaDcDpOpData *op = dp_ops[b % SLOTS];
    static CpaPhysBufferList *physical[2];
    memset(op, 0, sizeof *op);
    op->bufferLenToCompress = length();
    op->bufferLenForData = length();
    op->srcBufferLen = (b & 4) == 0 ? ROOM : length();
    op->destBufferLen = (b & 4) == 0 ? ROOM : length();
    op->dcInstance = instance();
    op->pSessionHandle = (b & 8) != 0 ? session() : (b & 16) != 0 ? NULL : sessions[DATA_PLANE];
    op->pSetupData = (b & 16) != 0 ? setup() : NULL;
    op->srcBuffer = qaeVirtToPhysNUMA(memory[b & 1]);
    op->destBuffer = qaeVirtToPhysNUMA(memory[2 + (b & 1)]) + ((b & 32) != 0 ? word() << 8 : 0);
    op->sessDirection = (CpaDcSessionDir)choice(0, 1);
    op->compressAndVerify = op->compressAndVerifyAndRecover = byte() < 240;
    op->thisPhys = qaeVirtToPhysNUMA(op) + ((b & 64) != 0 ? byte() & 31 : 0);
    if ((b & 128) != 0) {
        for (int side = 0; side < 2; side++) {
            if (physical[side] == NULL) {
                physical[side] = qaeMemAllocNUMA(512, 0, 64);
            }
            physical[side]->numBuffers = byte() % 5 == 4 ? UINT32_MAX : byte() % 4;
            for (int i = 0; i < 3; i++) {
                physical[side]->flatBuffers[i].dataLenInBytes = length();
                physical[side]->flatBuffers[i].bufferPhysAddr = qaeVirtToPhysNUMA(memory[2 * side]) + byte();
            }
        }
        op->srcBuffer = qaeVirtToPhysNUMA(physical[0]);
        op->destBuffer = qaeVirtToPhysNUMA(physical[1]);
        op->srcBufferLen = op->destBufferLen = CPA_DP_BUFLIST;
    }
    return op;
}

static void data_plane(void)
{
    uint8_t kind = byte();
    if (kind % 4 == 0) {
        cpaDcDpPerformOpNow(instance());
    } else if (kind % 4 == 1) {
        CpaDcDpOpData *ops[2] = {dp_op(), dp_op()};
        cpaDcDpEnqueueOpBatch(byte() % 3, ops, flag());
    } else {
        cpaDcDpEnqueueOp(dp_op(), flag());
    }
}

static void poll_some(void)
{
    CpaInstanceHandle on = instance();
    switch (byte() % 4) {
    case 0: icp_sal_DcPollInstance(on, byte()); break;
    case 1: icp_sal_DcPollDpInstance(on, byte()); break;
    case 2: icp_sal_pollBank(byte(), byte(), byte()); break;
    default: icp_sal_pollAllBanks(byte(), byte()); break;
    }
}

static void ask(void)
{
    CpaInstanceHandle on = instance();
    CpaInstanceInfo2 info;
    CpaDeviceInfo device;
    CpaDcInstanceCapabilities can;
    CpaDcCapabilityResp answer;
    CpaDcCapabilityReq what = {(CpaDcCompType)choice(3, 6), (CpaDcDir)choice(0, 2), (CpaDcCapabilityId)choice(0, 41)};
    CpaDcStats stats;
    Cpa32U size, context;
    Cpa8S said[CPA_STATUS_MAX_STR_LENGTH_IN_BYTES];
    cpaDcInstanceGetInfo2(on, &info);
    cpaGetDeviceInfo((Cpa16U)word(), &device);
    cpaDcQueryCapabilities(on, &can);
    cpaDcQueryCapabilityByType(on, what, &answer);
    cpaDcGetStats(on, &stats);
    cpaDcGetSessionSize(on, setup(), &size, &context);
    cpaDcBufferListGetMetaSize(on, word() << 16 | word(), &size);
    cpaDcDeflateCompressBound(on, (CpaDcHuffType)choice(0, 2), word() << 16 | word(), &size);
    cpaDcGetStatusText(on, choice(-8, 1), said);
}

static void frame(void)
{
    Cpa8U bytes[16];
    CpaFlatBuffer room = {byte() % 16u, bytes};
    Cpa32U count;
    CpaDcSessionSetupData *how = setup();
    cpaDcGenerateHeader(session(), &room, &count);
    cpaDcNsGenerateHeader(how, &room, &count);
    cpaDcGenerateFooter(session(), &room, &results[0]);
    cpaDcNsGenerateFooter(how, word(), &room, &results[1]);
}

static void arrange(void)
{
    int fd;
    CpaInstanceHandle on = instance();
    switch (byte() % 6) {
    case 0: cpaDcStartInstance(on, byte() % 3, NULL); break;
    case 1: cpaDcStopInstance(on); break;
    case 2: cpaInstanceSetResponseMode(on, (CpaAccelerationServiceType)choice(0, 7),
                                       (CpaInstanceResponseMode)choice(1, 2)); break;
    case 3: icp_sal_DcGetFileDescriptor(on, &fd); break;
    case 4: icp_sal_userStop(); break;
    default: icp_sal_userStart("FUZZ"); break;
    }
}

static void allocate(void)
{
    size_t size = word() * 17u, alignment = (size_t)1 << byte() % 26;
    void *got = qaeMemAllocNUMA(size, 0, byte() == 255 ? size : alignment);
    void *page = memory[0] + byte() * 512;
    if (got != NULL) {
        ((Cpa8U *)got)[size - 1] = 1;
        if (qaePhysToVirtNUMA(qaeVirtToPhysNUMA(got)) != got) {
            abort();
        }
    }
    qaeMemFreeNUMA(&got);
    qaeMemMapContiguousIova(page, word() * 64u);
    qaeMemUnmapContiguousIova(page, word() * 64u);
}

/* --- runs --- */

/* The configuration is read before the target is set up, and each input has its own. */
static struct emu_config *settings(void)
{
    return (struct emu_config *)(uintptr_t)emu_config();
}

static void make_memory(void)
{
    for (int i = 0; i < SLOTS; i++) {
        memory[i] = qaeMemAllocNUMA(2 * ROOM, 0, 4096);
        sessions[i] = qaeMemAllocNUMA(1024, 0, 64);
        dp_ops[i] = qaeMemAllocNUMA(sizeof **dp_ops, 0, 64);
    }
    metadata = qaeMemAllocNUMA(4096, 0, 64);
    for (int k = 0; k < ROOM; k++) {
        text[k] = (Cpa8U)("fuzzing the interface "[k % 22] + k / 997);
    }
}

static void ready(void)
{
    Cpa16U n = 0;
    CpaInstanceHandle all[2];
    if (icp_sal_userStart("FUZZ") != CPA_STATUS_SUCCESS || cpaDcGetNumInstances(&n) != CPA_STATUS_SUCCESS ||
        cpaDcGetInstances(2, all) != CPA_STATUS_SUCCESS) {
        abort();
    }
    for (int i = 0; i < 2; i++) {
        cpaDcSetAddressTranslation(all[i], qaeVirtToPhysNUMA);
        cpaDcStartInstance(all[i], 0, NULL);
        cpaDcDpRegCbFunc(all[i], on_dp);
    }
    for (int i = 0; i < SLOTS; i++) {
        CpaDcSessionSetupData how = usual;
        how.checksum = (CpaDcChecksum)(CPA_DC_CRC32 + i % 2);
        memset(sessions[i], 0, 1024);
        CpaStatus status = i == DATA_PLANE ? cpaDcDpInitSession(all[0], sessions[i], &how)
                                           : cpaDcInitSession(all[0], sessions[i], &how, NULL, i == 1 ? on_done : NULL);
        if (status != CPA_STATUS_SUCCESS) {
            abort();
        }
        memcpy(memory[i], text, ROOM);
    }
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    struct emu_config *config = settings();
    config->has_device = true;
    config->mode = EMU_FIXED;
    config->device.instances = config->device.engines = 2;
    config->device.ring_depth = 4;
    config->device.latency_s = 1e-5;
    config->device.engine_bandwidth[0] = config->device.decompress_engine_bandwidth = 1e9;
    make_memory();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const calls[])(void) = {request, data_plane, poll_some, init_session, request, change_session,
                                          ask,     frame,      arrange,   allocate,     request, data_plane};
    at = data;
    end = data + size;
    uint8_t faults = byte();
    settings()->faults = faults < 128 ? 0 : faults & 127 & ~(unsigned)EMU_FAULT_ABSENT;
    settings()->eager = (byte() & 1) != 0;
    submitted = completed = 0;
    ready();
    for (int i = 0; i < MOST_CALLS && at < end; i++) {
        calls[byte() % (sizeof calls / sizeof *calls)]();
    }
    while (icp_sal_userStop() == CPA_STATUS_SUCCESS) {
    }
    emu_counters_reset();
    return 0;
}
