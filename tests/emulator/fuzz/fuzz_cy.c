/* Calls of the CPA cryptography interface in any order and with any values, but for pointers to nowhere. The input is a
   program: a byte for the call, then its arguments. Nothing may crash, nor be written beyond what was described. */
#include <stdlib.h>
#include <string.h>

#include "cpa_cy_im.h"
#include "cpa_cy_ln.h"
#include "cpa_cy_sym.h"
#include "cpa_cy_sym_dp.h"
#include "emu.h"
#include "icp_sal_poll.h"
#include "icp_sal_user.h"
#include "qae_mem.h"

#define SLOTS 4
#define ROOM 512
#define MOST_CALLS 24

static const uint8_t *at, *end;
static Cpa8U *memory[SLOTS], *metadata, *words, unpinned[ROOM];
static CpaCySymSessionCtx sessions[SLOTS];
static CpaCySymDpOpData *dp_ops[SLOTS];
static CpaFlatBuffer pieces[MOST_CALLS][2][2]; /* a request in flight keeps its lists */
static CpaBufferList lists[MOST_CALLS][2];
static unsigned turn;
static CpaInstanceHandle instances[2];
static CpaBoolean verified[SLOTS];

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

static uint32_t length(uint32_t most)
{
    uint8_t b = byte();
    return b == 255 ? UINT32_MAX : b == 254 ? most + 1 : b > 200 ? word() % (most + 1) : b % 16 * 16 % (most + 1);
}

static CpaInstanceHandle instance(void)
{
    uint8_t b = byte();
    return b == 255 ? (CpaInstanceHandle)unpinned : b == 254 ? NULL : instances[b & 1];
}

static CpaCySymSessionCtx session(void)
{
    uint8_t b = byte();
    return b == 255 ? (CpaCySymSessionCtx)unpinned : b == 254 ? NULL : sessions[b % SLOTS];
}

static uint32_t key_bytes(void)
{
    static const uint8_t usual[] = {16, 24, 32, 64, 8, 20, 48, 0};
    uint8_t b = byte();
    return b == 255 ? UINT32_MAX : b > 240 ? b : usual[b % sizeof usual];
}

static Cpa8U *some_bytes(void)
{
    uint8_t b = byte();
    return b == 255 ? NULL : b == 254 ? unpinned : words + b % 32;
}

static CpaCySymSessionSetupData *setup(void)
{
    static CpaCySymSessionSetupData made;
    static const uint8_t ciphers[] = {4, 5, 7, 16, 3, 6, 1, 18, 11}, hashes[] = {4, 9, 8, 6, 2, 12, 13, 16, 22, 1, 7, 14};
    uint8_t b = byte();
    memset(&made, 0, sizeof made);
    made.sessionPriority = (CpaCyPriority)choice(1, 2);
    made.symOperation = (CpaCySymOp)choice(CPA_CY_SYM_OP_CIPHER, CPA_CY_SYM_OP_ALGORITHM_CHAINING);
    made.cipherSetupData.cipherAlgorithm = (CpaCySymCipherAlgorithm)((b & 1) != 0 ? ciphers[byte() % sizeof ciphers] : choice(1, 21));
    made.cipherSetupData.cipherKeyLenInBytes = key_bytes();
    made.cipherSetupData.pCipherKey = some_bytes();
    made.cipherSetupData.cipherDirection = (CpaCySymCipherDirection)choice(1, 2);
    made.hashSetupData.hashAlgorithm = (CpaCySymHashAlgorithm)((b & 2) != 0 ? hashes[byte() % sizeof hashes] : choice(1, 23));
    made.hashSetupData.hashMode = (CpaCySymHashMode)choice(1, 3);
    made.hashSetupData.digestResultLenInBytes = (b & 4) != 0 ? 16 : key_bytes();
    made.hashSetupData.authModeSetupData.authKey = some_bytes();
    made.hashSetupData.authModeSetupData.authKeyLenInBytes = key_bytes();
    made.hashSetupData.authModeSetupData.aadLenInBytes = length(240);
    made.hashSetupData.nestedModeSetupData.pInnerPrefixData = some_bytes();
    made.hashSetupData.nestedModeSetupData.innerPrefixLenInBytes = key_bytes();
    made.hashSetupData.nestedModeSetupData.outerHashAlgorithm = (CpaCySymHashAlgorithm)choice(1, 23);
    made.hashSetupData.nestedModeSetupData.pOuterPrefixData = some_bytes();
    made.hashSetupData.nestedModeSetupData.outerPrefixLenInBytes = key_bytes();
    made.algChainOrder = (CpaCySymAlgChainOrder)choice(1, 2);
    made.digestIsAppended = (b & 8) != 0;
    made.verifyDigest = (b & 16) != 0;
    made.partialsNotRequired = (b & 32) != 0;
    return b == 255 ? NULL : &made;
}

static void on_done(void *tag, CpaStatus status, const CpaCySymOp operation, void *op, CpaBufferList *to, CpaBoolean verify)
{
    (void)tag, (void)status, (void)operation, (void)op, (void)to, (void)verify;
}

static void on_dp(CpaCySymDpOpData *op, CpaStatus status, CpaBoolean verify)
{
    (void)op, (void)status, (void)verify;
}

/* --- the calls --- */

static void init_session(void)
{
    uint8_t kind = byte();
    CpaCySymSessionCtx slot = sessions[kind >> 2 & 3];
    CpaInstanceHandle on = instance();
    CpaCySymSessionSetupData *how = setup();
    Cpa32U size = 0;
    cpaCySymSessionCtxGetSize(on, how, &size);
    if ((kind & 1) != 0) {
        cpaCySymDpInitSession(on, how, slot);
    } else {
        cpaCySymInitSession(on, (kind & 2) != 0 ? on_done : NULL, how, slot);
    }
}

static void change_session(void)
{
    CpaCySymSessionUpdateData update = {byte(), some_bytes(), (CpaCySymCipherDirection)choice(1, 2), some_bytes()};
    CpaCySymSessionCtx of = session();
    CpaBoolean used;
    switch (byte() % 4) {
    case 0: cpaCySymUpdateSession(of, byte() == 255 ? NULL : &update); break;
    case 1: cpaCySymRemoveSession(instance(), of); break;
    case 2: cpaCySymDpRemoveSession(instance(), of); break;
    default: cpaCySymSessionInUse(of, &used); break;
    }
}

static CpaBufferList *list(int side)
{
    CpaBufferList *made = &lists[turn][side];
    CpaFlatBuffer *flat = pieces[turn][side];
    uint8_t b = byte();
    uint32_t offset = 0;
    made->numBuffers = b == 251 ? 0 : 1 + b % 2;
    made->pBuffers = b == 254 ? NULL : flat;
    made->pPrivateMetaData = b == 253 ? NULL : b == 252 ? (void *)unpinned : metadata;
    for (int i = 0; i < 2; i++) {
        uint8_t kind = byte();
        uint32_t n = length(ROOM / 2);
        flat[i].pData = kind == 255 ? NULL : kind == 254 ? unpinned : memory[2 * side + (kind & 1)] + offset;
        flat[i].dataLenInBytes = kind == 254 && n > ROOM ? ROOM : n;
        offset = (offset + n) % ROOM;
    }
    return b == 255 ? NULL : made;
}

static void request(void)
{
    uint8_t kind = byte();
    CpaCySymOpData op;
    memset(&op, 0, sizeof op);
    op.sessionCtx = session();
    op.packetType = (CpaCySymPacketType)(kind < 200 ? CPA_CY_SYM_PACKET_TYPE_FULL : choice(1, 4));
    op.pIv = some_bytes();
    op.ivLenInBytes = (kind & 2) != 0 ? 16 : (kind & 4) != 0 ? 12 : length(16);
    op.cryptoStartSrcOffsetInBytes = (kind & 8) != 0 ? length(64) : 0;
    op.messageLenToCipherInBytes = length(ROOM / 2);
    op.hashStartSrcOffsetInBytes = (kind & 16) != 0 ? length(64) : 0;
    op.messageLenToHashInBytes = length(ROOM / 2);
    op.pDigestResult = some_bytes();
    op.pAdditionalAuthData = some_bytes();
    CpaBufferList *from = list(0), *to = (kind & 1) != 0 ? from : list(1);
    cpaCySymPerformOp(instance(), NULL, byte() == 255 ? NULL : &op, from, to, byte() == 255 ? NULL : &verified[kind % SLOTS]);
}

static CpaPhysicalAddr physical(const void *address)
{
    uint8_t b = byte();
    return b == 255 ? 0 : b == 254 ? (CpaPhysicalAddr)(uintptr_t)unpinned : qaeVirtToPhysNUMA((void *)(uintptr_t)address) + (b > 250);
}

static CpaCySymDpOpData *dp_op(void)
{
    uint8_t b = byte();
    CpaCySymDpOpData *op = dp_ops[b % SLOTS];
    memset(op, 0, sizeof *op);
    op->cryptoStartSrcOffsetInBytes = (b & 4) != 0 ? length(64) : 0;
    op->messageLenToCipherInBytes = length(ROOM / 2);
    op->hashStartSrcOffsetInBytes = (b & 8) != 0 ? length(64) : 0;
    op->messageLenToHashInBytes = length(ROOM / 2);
    op->ivLenInBytes = (b & 16) != 0 ? 16 : length(16);
    op->pIv = words;
    op->iv = physical(words);
    op->pAdditionalAuthData = words + 16;
    op->additionalAuthData = physical(words + 16);
    op->digestResult = physical(words + 256);
    op->instanceHandle = instance();
    op->sessionCtx = session();
    op->srcBufferLen = (b & 32) != 0 ? length(ROOM) : ROOM;
    op->dstBufferLen = (b & 64) != 0 ? length(ROOM) : ROOM;
    op->srcBuffer = physical(memory[0]);
    op->dstBuffer = physical(memory[(b & 128) != 0 ? 0 : 2]);
    op->thisPhys = physical(op);
    return op;
}

static void data_plane(void)
{
    uint8_t kind = byte();
    if (kind % 4 == 0) {
        cpaCySymDpPerformOpNow(instance());
    } else if (kind % 4 == 1) {
        CpaCySymDpOpData *ops[2] = {dp_op(), dp_op()};
        cpaCySymDpEnqueueOpBatch(byte() % 3, ops, (CpaBoolean)(byte() & 1));
    } else {
        cpaCySymDpEnqueueOp(dp_op(), (CpaBoolean)(byte() & 1));
    }
}

static void poll_some(void)
{
    CpaInstanceHandle on = instance();
    if (byte() % 2 == 0) {
        icp_sal_CyPollInstance(on, byte());
    } else {
        icp_sal_CyPollDpInstance(on, byte());
    }
}

static CpaFlatBuffer number(void)
{
    uint32_t n = byte() % 48;
    return (CpaFlatBuffer){n, byte() == 255 ? NULL : words + 64 + byte() % 64};
}

static void big_numbers(void)
{
    CpaFlatBuffer result = {byte() % 65, memory[3]};
    if (byte() % 2 == 0) {
        CpaCyLnModExpOpData op = {number(), number(), number()};
        cpaCyLnModExp(instance(), NULL, NULL, &op, &result);
    } else {
        CpaCyLnModInvOpData op = {number(), number()};
        cpaCyLnModInv(instance(), NULL, NULL, &op, &result);
    }
}

static void ask(void)
{
    CpaInstanceHandle on = instance();
    CpaCySymStats64 stats;
    CpaCySymCapabilitiesInfo can;
    CpaInstanceInfo2 info;
    Cpa32U size;
    Cpa8S text[CPA_STATUS_MAX_STR_LENGTH_IN_BYTES];
    cpaCySymQueryStats64(on, &stats);
    cpaCySymQueryCapabilities(on, &can);
    cpaCyInstanceGetInfo2(on, &info);
    cpaCyBufferListGetMetaSize(on, word() << 16 | word(), &size);
    cpaCySymSessionCtxGetDynamicSize(on, setup(), &size);
    cpaCyGetStatusText(on, choice(-8, 1), text);
}

/* --- runs --- */

static struct emu_config *settings(void)
{
    return (struct emu_config *)(uintptr_t)emu_config();
}

/* Started once: what an input leaves behind is part of what the next one meets; sessions are made anew. */
static void open_sessions(void)
{
    static Cpa8U key[32] = "key of sixteen bytes and more...";
    for (int i = 0; i < SLOTS; i++) {
        CpaCySymSessionSetupData how;
        memset(&how, 0, sizeof how);
        how.sessionPriority = CPA_CY_PRIORITY_NORMAL;
        how.symOperation = i % 2 == 0 ? CPA_CY_SYM_OP_ALGORITHM_CHAINING : CPA_CY_SYM_OP_CIPHER;
        how.cipherSetupData = (CpaCySymCipherSetupData){i % 2 == 0 ? CPA_CY_SYM_CIPHER_AES_GCM : CPA_CY_SYM_CIPHER_AES_CBC, 16, key,
                                                        CPA_CY_SYM_CIPHER_DIRECTION_ENCRYPT};
        how.hashSetupData.hashAlgorithm = CPA_CY_SYM_HASH_AES_GCM;
        how.hashSetupData.hashMode = CPA_CY_SYM_HASH_MODE_AUTH;
        how.hashSetupData.digestResultLenInBytes = 16;
        how.algChainOrder = CPA_CY_SYM_ALG_CHAIN_ORDER_CIPHER_THEN_HASH;
        if (i < 3) {
            cpaCySymInitSession(instances[0], i == 0 ? NULL : on_done, &how, sessions[i]);
        } else {
            cpaCySymDpInitSession(instances[0], &how, sessions[i]);
        }
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
    config->device.sym_engine_bandwidth = 1e9;
    for (int i = 0; i < SLOTS; i++) {
        memory[i] = qaeMemAllocNUMA(2 * ROOM, 0, 64);
        sessions[i] = qaeMemAllocNUMA(8192, 0, 64);
        dp_ops[i] = qaeMemAllocNUMA(sizeof **dp_ops, 0, 64);
        memset(sessions[i], 0, 8192);
        memset(memory[i], 'a' + i, 2 * ROOM);
    }
    metadata = qaeMemAllocNUMA(4096, 0, 64);
    words = qaeMemAllocNUMA(1024, 0, 64);
    memset(words, 7, 1024);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const calls[])(void) = {request, data_plane, poll_some, init_session, request, change_session,
                                          ask,     request,    poll_some, init_session, request, big_numbers};
    at = data;
    end = data + size;
    uint8_t faults = byte();
    settings()->faults = faults < 128 ? 0 : faults & 127 & ~(unsigned)(EMU_FAULT_ABSENT | EMU_FAULT_RESET);
    settings()->eager = (byte() & 1) != 0;
    if (icp_sal_userStart("FUZZ") != CPA_STATUS_SUCCESS || cpaCyGetInstances(2, instances) != CPA_STATUS_SUCCESS) {
        abort();
    }
    for (int i = 0; i < 2; i++) {
        cpaCySetAddressTranslation(instances[i], qaeVirtToPhysNUMA);
        cpaCyStartInstance(instances[i]);
        cpaCySymDpRegCbFunc(instances[i], on_dp);
    }
    for (int i = 0; i < SLOTS; i++) {
        memset(sessions[i], 0, 64);
    }
    open_sessions();
    for (turn = 0; turn < MOST_CALLS && at < end; turn++) {
        calls[byte() % (sizeof calls / sizeof *calls)]();
    }
    while (icp_sal_userStop() == CPA_STATUS_SUCCESS) {
    }
    emu_counters_reset();
    return 0;
}
