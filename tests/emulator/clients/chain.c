/* chain             one request of hash and compression, its digest, stream and checksums compared with OpenSSL's and zlib's;
                     one through the second call, asynchronous, of a part of the source
   chain verify      a right digest to compare with, and a wrong one
   chain refused     what this device family, or the interface, does not take */
#include <openssl/sha.h>
#include <zlib.h>

#include "client.h"
#include "cpa_dc_chain.h"

enum { SIZE = 20000, LINKS = 2 };

static CpaDcSessionSetupData compression;
static CpaCySymSessionSetupData hash;
static CpaDcChainSessionSetupData links[LINKS];

static void describe(CpaBoolean verify)
{
    compression = setup_of(CPA_DC_L1, CPA_DC_HT_FULL_DYNAMIC);
    compression.sessDirection = CPA_DC_DIR_COMPRESS;
    memset(&hash, 0, sizeof hash);
    hash.sessionPriority = CPA_CY_PRIORITY_NORMAL;
    hash.symOperation = CPA_CY_SYM_OP_HASH;
    hash.verifyDigest = verify;
    hash.hashSetupData.hashAlgorithm = CPA_CY_SYM_HASH_SHA256;
    hash.hashSetupData.hashMode = CPA_CY_SYM_HASH_MODE_PLAIN;
    hash.hashSetupData.digestResultLenInBytes = SHA256_DIGEST_LENGTH;
    links[0].sessType = CPA_DC_CHAIN_SYMMETRIC_CRYPTO;
    links[0].pCySetupData = &hash;
    links[1].sessType = CPA_DC_CHAIN_COMPRESS_DECOMPRESS;
    links[1].pDcSetupData = &compression;
}

static CpaDcSessionHandle chain_session(CpaDcCallbackFn done)
{
    Cpa32U size = 0;
    OK(cpaDcChainGetSessionSize(instances[0], CPA_DC_CHAIN_HASH_THEN_COMPRESS, LINKS, links, &size));
    CpaDcSessionHandle handle = pinned(size);
    OK(cpaDcChainInitSession(instances[0], handle, CPA_DC_CHAIN_HASH_THEN_COMPRESS, LINKS, links, done));
    return handle;
}

static CpaCySymOpData hash_of(Cpa8U *digest, Cpa32U from, Cpa32U length)
{
    CpaCySymOpData op;
    memset(&op, 0, sizeof op);
    op.packetType = CPA_CY_SYM_PACKET_TYPE_FULL;
    op.hashStartSrcOffsetInBytes = from;
    op.messageLenToHashInBytes = length;
    op.pDigestResult = digest;
    return op;
}

static void right(const struct job *job, const CpaDcChainRqResults *results, const Cpa8U *digest, size_t from, size_t length)
{
    static Cpa8U plain[SIZE];
    Cpa8U expected[SHA256_DIGEST_LENGTH];
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    CHECK(inflateInit2(&stream, -15) == Z_OK);
    stream.next_in = job->out_flat.pData;
    stream.avail_in = results->produced;
    stream.next_out = plain;
    stream.avail_out = SIZE;
    CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    inflateEnd(&stream);
    CHECK(results->consumed == SIZE && memcmp(plain, job->in_flat.pData, SIZE) == 0);
    CHECK(results->crc32 == crc32(0, plain, SIZE) && results->adler32 == adler32(1, plain, SIZE));
    SHA256(plain + from, length, expected);
    CHECK(memcmp(expected, digest, sizeof expected) == 0);
    CHECK(results->dcStatus == CPA_DC_OK && results->cyStatus == CPA_STATUS_SUCCESS);
}

static CpaStatus perform(CpaDcSessionHandle handle, struct job *job, CpaCySymOpData *first, CpaDcChainRqResults *results)
{
    CpaDcOpData second = op_of(CPA_DC_FLUSH_FINAL);
    CpaDcChainOpData ops[LINKS] = {{CPA_DC_CHAIN_SYMMETRIC_CRYPTO, {NULL}}, {CPA_DC_CHAIN_COMPRESS_DECOMPRESS, {&second}}};
    ops[0].pCySymOp = first;
    return cpaDcChainPerformOp(instances[0], handle, &job->in, &job->out, CPA_DC_CHAIN_HASH_THEN_COMPRESS, LINKS, ops,
                               results, job);
}

static void second_call(struct job *job, Cpa8U *digest)
{
    CpaDcSessionHandle handle = chain_session(on_done);
    CpaCySymOpData2 first;
    CpaDcOpData2 second;
    CpaDcChainSubOpData2 ops[LINKS];
    CpaDcChainRqVResults results;
    memset(&first, 0, sizeof first);
    memset(&second, 0, sizeof second);
    memset(&ops, 0, sizeof ops);
    memset(&results, 0, sizeof results);
    first.symOpData = hash_of(digest, 1000, 3000);
    second.dcOpData = op_of(CPA_DC_FLUSH_FINAL);
    ops[0].opType = CPA_DC_CHAIN_SYMMETRIC_CRYPTO;
    ops[0].pCySymOp2 = &first;
    ops[1].opType = CPA_DC_CHAIN_COMPRESS_DECOMPRESS;
    ops[1].pDcOp2 = &second;
    CpaDcChainOpData2 op = {CPA_FALSE, CPA_DC_CHAIN_HASH_THEN_COMPRESS, LINKS, ops};
    OK(cpaDcChainPerformOp2(instances[0], handle, &job->in, &job->out, &job->out, op, &results, job));
    CHECK(digest[0] == 0xA5 && digest[31] == 0xA5); /* not there before completion */
    CHECK(cpaDcChainRemoveSession(instances[0], handle) == CPA_STATUS_RETRY);
    while (!job->done) {
        icp_sal_DcPollInstance(instances[0], 0);
    }
    OK(job->status);
    right(job, &results.chainRqResults, digest, 1000, 3000);
    OK(cpaDcChainRemoveSession(instances[0], handle));
}

static void verify(struct job *job, Cpa8U *digest)
{
    CpaDcChainRqResults results;
    memset(&results, 0, sizeof results);
    describe(CPA_TRUE);
    CpaDcSessionHandle handle = chain_session(NULL);
    CpaCySymOpData op = hash_of(digest, 0, SIZE);
    SHA256(job->in_flat.pData, SIZE, digest);
    OK(perform(handle, job, &op, &results));
    CHECK(results.verifyResult == CPA_TRUE && results.produced > 0);
    digest[5] ^= 1;
    CHECK(perform(handle, job, &op, &results) == CPA_STATUS_FAIL);
    CHECK(results.verifyResult == CPA_FALSE && results.cyStatus == CPA_STATUS_FAIL && results.produced == 0);
}

static CpaStatus init(CpaDcChainOperations operation, Cpa8U n)
{
    return cpaDcChainInitSession(instances[0], pinned(8192), operation, n, links, NULL);
}

static void refused(struct job *job, Cpa8U *digest)
{
    CpaDcChainRqResults results;
    Cpa32U size;
    describe(CPA_FALSE);
    CHECK(cpaDcChainGetSessionSize(instances[0], CPA_DC_CHAIN_HASH_THEN_COMPRESS, 1, links, &size) == CPA_STATUS_INVALID_PARAM);
    CHECK(init(CPA_DC_CHAIN_COMPRESS_THEN_AEAD, LINKS) == CPA_STATUS_INVALID_PARAM);
    CHECK(init(CPA_DC_CHAIN_HASH_THEN_COMPRESS, 3) == CPA_STATUS_INVALID_PARAM);
    hash.hashSetupData.hashAlgorithm = CPA_CY_SYM_HASH_SHA512;
    hash.hashSetupData.digestResultLenInBytes = 64;
    CHECK(init(CPA_DC_CHAIN_HASH_THEN_COMPRESS, LINKS) == CPA_STATUS_INVALID_PARAM);
    describe(CPA_FALSE);
    compression.sessDirection = CPA_DC_DIR_COMBINED;
    CHECK(init(CPA_DC_CHAIN_HASH_THEN_COMPRESS, LINKS) == CPA_STATUS_INVALID_PARAM);
    describe(CPA_FALSE);
    CpaDcSessionHandle handle = chain_session(NULL);
    CpaCySymOpData op = hash_of(digest, 1, SIZE); /* one byte too far */
    CHECK(perform(handle, job, &op, &results) == CPA_STATUS_INVALID_PARAM);
    op = hash_of(NULL, 0, SIZE);
    CHECK(perform(handle, job, &op, &results) == CPA_STATUS_INVALID_PARAM);
    static Cpa8U unpinned[SHA256_DIGEST_LENGTH];
    op = hash_of(unpinned, 0, SIZE);
    CHECK(perform(handle, job, &op, &results) == CPA_STATUS_FAIL);
    op = hash_of(digest, 0, SIZE);
    CHECK(perform(pinned(8192), job, &op, &results) == CPA_STATUS_INVALID_PARAM);
    CHECK(cpaDcChainRemoveSession(instances[0], pinned(8192)) == CPA_STATUS_INVALID_PARAM);
}

int main(int argc, char **argv)
{
    struct job job;
    CpaDcInstanceCapabilities can;
    start();
    OK(cpaDcQueryCapabilities(instances[0], &can));
    CHECK(CPA_BITMAP_BIT_TEST(can.dcChainCapInfo, CPA_DC_CHAIN_HASH_THEN_COMPRESS));
    CHECK(!CPA_BITMAP_BIT_TEST(can.dcChainCapInfo, CPA_DC_CHAIN_COMPRESS_THEN_AEAD));
    prepare(instances[0], &job, SIZE, 2 * SIZE);
    fill(job.in_flat.pData, SIZE, 7);
    Cpa8U *digest = pinned(SHA256_DIGEST_LENGTH);
    if (argc > 1 && strcmp(argv[1], "verify") == 0) {
        verify(&job, digest);
    } else if (argc > 1) {
        refused(&job, digest);
    } else {
        CpaDcChainRqResults results;
        memset(&results, 0, sizeof results);
        describe(CPA_FALSE);
        CpaCySymOpData op = hash_of(digest, 0, SIZE);
        OK(perform(chain_session(NULL), &job, &op, &results));
        right(&job, &results, digest, 0, SIZE);
        second_call(&job, digest);
    }
    CpaDcStats stats;
    OK(cpaDcGetStats(instances[0], &stats));
    printf("%llu %llu\n", (unsigned long long)stats.numCompCompleted, (unsigned long long)stats.numCompCompletedErrors);
    return 0;
}
