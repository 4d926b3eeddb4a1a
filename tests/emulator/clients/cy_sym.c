/* Performs symmetric requests that standard input describes, one per line, as key=value words; prints for each its
   status, verdict, destination and digest. */
#include "cpa_cy_sym_dp.h"
#include "cy_client.h"

#define MAX_LINE (1 << 20)
#define MAX_PIECES 8

static char line[MAX_LINE];

static const char *word(const char *key)
{
    static char value[MAX_LINE];
    char pattern[32];
    snprintf(pattern, sizeof pattern, " %s=", key);
    const char *found = strstr(line, pattern);
    value[0] = '-';
    value[1] = '\0';
    if (found != NULL) {
        sscanf(found + strlen(pattern), "%s", value);
    }
    return value;
}

static unsigned number(const char *key)
{
    return (unsigned)strtoul(strcmp(word(key), "-") == 0 ? "0" : word(key), NULL, 0);
}

static CpaCySymSessionSetupData setup(void)
{
    static Cpa32U ignored;
    CpaCySymSessionSetupData s;
    memset(&s, 0, sizeof s);
    s.sessionPriority = CPA_CY_PRIORITY_NORMAL;
    s.symOperation = (CpaCySymOp)number("op");
    s.cipherSetupData.cipherAlgorithm = (CpaCySymCipherAlgorithm)number("cipher");
    s.cipherSetupData.pCipherKey = unhex(word("key"), &s.cipherSetupData.cipherKeyLenInBytes);
    s.cipherSetupData.cipherDirection =
        number("decrypt") ? CPA_CY_SYM_CIPHER_DIRECTION_DECRYPT : CPA_CY_SYM_CIPHER_DIRECTION_ENCRYPT;
    s.hashSetupData.hashAlgorithm = (CpaCySymHashAlgorithm)number("hash");
    s.hashSetupData.hashMode = (CpaCySymHashMode)number("mode");
    s.hashSetupData.digestResultLenInBytes = number("dlen");
    s.hashSetupData.authModeSetupData.authKey = unhex(word("akey"), &s.hashSetupData.authModeSetupData.authKeyLenInBytes);
    s.hashSetupData.authModeSetupData.aadLenInBytes = number("aadlen");
    s.hashSetupData.nestedModeSetupData.outerHashAlgorithm = (CpaCySymHashAlgorithm)number("outer");
    s.hashSetupData.nestedModeSetupData.pInnerPrefixData =
        unhex(word("inner"), &s.hashSetupData.nestedModeSetupData.innerPrefixLenInBytes);
    s.hashSetupData.nestedModeSetupData.pOuterPrefixData =
        unhex(word("outerprefix"), &s.hashSetupData.nestedModeSetupData.outerPrefixLenInBytes);
    s.algChainOrder = number("hashfirst") ? CPA_CY_SYM_ALG_CHAIN_ORDER_HASH_THEN_CIPHER
                                          : CPA_CY_SYM_ALG_CHAIN_ORDER_CIPHER_THEN_HASH;
    s.digestIsAppended = number("append") ? CPA_TRUE : CPA_FALSE;
    s.verifyDigest = number("verify") ? CPA_TRUE : CPA_FALSE;
    (void)ignored;
    return s;
}

/* Splits pinned bytes into pieces, each in its own pinned memory. */
static CpaBufferList *listed(const Cpa8U *bytes, Cpa32U length, unsigned pieces)
{
    CpaBufferList *list = pinned(sizeof *list + MAX_PIECES * sizeof(CpaFlatBuffer));
    Cpa32U meta = 0;
    OK(cpaCyBufferListGetMetaSize(instances[0], pieces, &meta));
    list->pBuffers = (CpaFlatBuffer *)(list + 1);
    list->pPrivateMetaData = pinned(meta);
    list->pUserData = NULL;
    list->numBuffers = pieces;
    for (unsigned i = 0; i < pieces; i++) {
        Cpa32U from = length * i / pieces, to = length * (i + 1) / pieces;
        list->pBuffers[i].dataLenInBytes = to - from;
        list->pBuffers[i].pData = pinned(to - from);
        memcpy(list->pBuffers[i].pData, bytes + from, to - from);
    }
    return list;
}

static void put_list(const CpaBufferList *list)
{
    for (Cpa32U i = 0; i < list->numBuffers; i++) {
        if (list->pBuffers[i].dataLenInBytes > 0) {
            put_hex(list->pBuffers[i].pData, list->pBuffers[i].dataLenInBytes);
        }
    }
}

static struct {
    int done;
    CpaStatus status;
    CpaBoolean verdict;
} answer;

static void on_answer(void *tag, CpaStatus status, const CpaCySymOp type, void *op, CpaBufferList *to, CpaBoolean verdict)
{
    (void)tag, (void)type, (void)op, (void)to;
    answer.done = 1;
    answer.status = status;
    answer.verdict = verdict;
}

static void on_dp_answer(CpaCySymDpOpData *op, CpaStatus status, CpaBoolean verdict)
{
    on_answer(NULL, status, CPA_CY_SYM_OP_NONE, op, NULL, verdict);
}

static CpaStatus perform(CpaCySymOpData *op, CpaBufferList *from, CpaBufferList *to, int sync)
{
    CpaStatus status = cpaCySymPerformOp(instances[0], NULL, op, from, to, &answer.verdict);
    answer.status = status;
    while (!sync && status == CPA_STATUS_SUCCESS && !answer.done) {
        CpaStatus polled = icp_sal_CyPollInstance(instances[0], 0);
        CHECK(polled == CPA_STATUS_SUCCESS || polled == CPA_STATUS_RETRY);
    }
    return answer.status;
}

static CpaStatus perform_dp(CpaCySymOpData *op, CpaBufferList *from, CpaBufferList *to)
{
    CpaCySymDpOpData *dp = pinned(sizeof *dp);
    memset(dp, 0, sizeof *dp);
    OK(cpaCySymDpRegCbFunc(instances[0], on_dp_answer));
    dp->instanceHandle = instances[0];
    dp->sessionCtx = op->sessionCtx;
    dp->thisPhys = qaeVirtToPhysNUMA(dp);
    dp->cryptoStartSrcOffsetInBytes = op->cryptoStartSrcOffsetInBytes;
    dp->messageLenToCipherInBytes = op->messageLenToCipherInBytes;
    dp->hashStartSrcOffsetInBytes = op->hashStartSrcOffsetInBytes;
    dp->messageLenToHashInBytes = op->messageLenToHashInBytes;
    dp->pIv = op->pIv;
    dp->iv = qaeVirtToPhysNUMA(op->pIv);
    dp->ivLenInBytes = op->ivLenInBytes;
    dp->pAdditionalAuthData = op->pAdditionalAuthData;
    dp->additionalAuthData = op->pAdditionalAuthData != NULL ? qaeVirtToPhysNUMA(op->pAdditionalAuthData) : 0;
    dp->digestResult = qaeVirtToPhysNUMA(op->pDigestResult);
    dp->srcBuffer = qaeVirtToPhysNUMA(from->pBuffers[0].pData);
    dp->dstBuffer = qaeVirtToPhysNUMA(to->pBuffers[0].pData);
    dp->srcBufferLen = dp->dstBufferLen = from->pBuffers[0].dataLenInBytes;
    CpaStatus status = cpaCySymDpEnqueueOp(dp, CPA_TRUE);
    answer.status = status;
    while (status == CPA_STATUS_SUCCESS && !answer.done) {
        CpaStatus polled = icp_sal_CyPollDpInstance(instances[0], 0);
        CHECK(polled == CPA_STATUS_SUCCESS || polled == CPA_STATUS_RETRY);
    }
    return answer.status;
}

static CpaCySymOpData operation(CpaCySymSessionCtx session)
{
    CpaCySymOpData op;
    Cpa32U ignored;
    memset(&op, 0, sizeof op);
    op.sessionCtx = session;
    op.packetType = CPA_CY_SYM_PACKET_TYPE_FULL;
    op.pIv = unhex(word("iv"), &op.ivLenInBytes);
    op.ivLenInBytes = number("ivlen") > 0 ? number("ivlen") : op.ivLenInBytes;
    op.cryptoStartSrcOffsetInBytes = number("cstart");
    op.messageLenToCipherInBytes = number("clen");
    op.hashStartSrcOffsetInBytes = number("hstart");
    op.messageLenToHashInBytes = number("hlen");
    op.pDigestResult = unhex(word("digest"), &ignored);
    if (ignored == 0) {
        op.pDigestResult = pinned(64);
    }
    if (strcmp(word("aad"), "-") != 0) {
        op.pAdditionalAuthData = unhex(word("aad"), &ignored);
    }
    return op;
}

/* In parts of `part` bytes; the hash's region and the cipher's are the whole source. */
static CpaStatus perform_parts(CpaCySymOpData op, const Cpa8U *bytes, Cpa32U length, Cpa32U part)
{
    CpaStatus status = CPA_STATUS_SUCCESS;
    for (Cpa32U at = 0; at < length && status == CPA_STATUS_SUCCESS; at += part) {
        Cpa32U n = length - at < part ? length - at : part;
        CpaBufferList *list = listed(bytes + at, n, 1);
        op.packetType = at + n < length ? CPA_CY_SYM_PACKET_TYPE_PARTIAL : CPA_CY_SYM_PACKET_TYPE_LAST_PARTIAL;
        op.messageLenToCipherInBytes = op.messageLenToHashInBytes = n;
        answer.done = 0;
        status = perform(&op, list, list, 0);
        put_list(list);
    }
    return status;
}

static void handle(void)
{
    CpaCySymSessionSetupData s = setup();
    Cpa32U size = 0, length = 0;
    int sync = (int)number("sync"), dp = (int)number("dp"), part = (int)number("part");
    unsigned pieces = number("pieces") > 0 ? number("pieces") : 1;
    Cpa8U *bytes = unhex(word("src"), &length);
    memset(&answer, 0, sizeof answer);
    OK(cpaCySymSessionCtxGetSize(instances[0], &s, &size));
    CpaCySymSessionCtx session = pinned(size);
    CpaStatus status = dp ? cpaCySymDpInitSession(instances[0], &s, session)
                          : cpaCySymInitSession(instances[0], sync ? NULL : on_answer, &s, session);
    if (status != CPA_STATUS_SUCCESS) {
        printf("init %d - -\n", status);
        return;
    }
    CpaCySymOpData op = operation(session);
    if (part > 0) {
        status = perform_parts(op, bytes, length, (Cpa32U)part);
        printf(" %d %d ", status, answer.verdict);
    } else {
        CpaBufferList *from = listed(bytes, length, pieces);
        CpaBufferList *to = number("outofplace") ? listed(bytes, length, pieces) : from;
        status = dp ? perform_dp(&op, from, to) : perform(&op, from, to, sync);
        put_list(to);
        printf("%s %d %d ", length == 0 ? "-" : "", status, answer.verdict);
    }
    put_hex(op.pDigestResult, s.hashSetupData.digestResultLenInBytes);
    printf("\n");
    OK(cpaCySymRemoveSession(instances[0], session));
}

int main(void)
{
    start();
    line[0] = ' ';
    while (fgets(line + 1, sizeof line - 1, stdin) != NULL) {
        handle();
        fflush(stdout);
    }
    OK(icp_sal_userStop());
    return 0;
}
