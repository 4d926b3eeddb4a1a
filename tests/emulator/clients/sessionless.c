/* Requests without a session, framing, buffers in many pieces, integrity checks, requests that were refused. */
#include <zlib.h>

#include "cpa_dc_capabilities.h"
#include "client.h"

#define PIECES 5
#define N 40000

static CpaDcNsSetupData alone(CpaDcSessionDir direction, CpaDcChecksum checksum)
{
    CpaDcNsSetupData setup = setup_of(CPA_DC_L6, CPA_DC_HT_FULL_DYNAMIC);
    setup.sessDirection = direction;
    setup.checksum = checksum;
    return setup;
}

/* The same bytes in PIECES buffers of unequal length. */
static void split(CpaBufferList *list, CpaFlatBuffer *pieces)
{
    Cpa8U *at = list->pBuffers[0].pData;
    Cpa32U left = list->pBuffers[0].dataLenInBytes;
    for (int i = 0; i < PIECES; i++) {
        Cpa32U length = i + 1 < PIECES ? left / 3 + 1 : left;
        pieces[i].pData = at;
        pieces[i].dataLenInBytes = length;
        at += length;
        left -= length;
    }
    list->pBuffers = pieces;
    list->numBuffers = PIECES;
}

static void gunzip_and_compare(const Cpa8U *file, size_t length, const Cpa8U *expected, int window)
{
    static Cpa8U plain[N + 1];
    z_stream z;
    memset(&z, 0, sizeof z);
    CHECK(inflateInit2(&z, window) == Z_OK);
    z.next_in = (Bytef *)(size_t)file;
    z.avail_in = (uInt)length;
    z.next_out = plain;
    z.avail_out = sizeof plain;
    CHECK(inflate(&z, Z_FINISH) == Z_STREAM_END); /* zlib checks the footer */
    CHECK(z.total_out == N && z.avail_in == 0 && memcmp(plain, expected, N) == 0);
    inflateEnd(&z);
}

static void there_and_back(CpaDcChecksum checksum, CpaDcCallbackFn done)
{
    static Cpa8U file[2 * N];
    struct job job, back;
    CpaFlatBuffer in[PIECES], out[PIECES], start_of = {sizeof file, file};
    CpaDcNsSetupData setup = alone(CPA_DC_DIR_COMPRESS, checksum), reverse = alone(CPA_DC_DIR_DECOMPRESS, checksum);
    CpaDcOpData op = op_of(CPA_DC_FLUSH_FINAL);
    Cpa32U head = 0, first = checksum == CPA_DC_ADLER32;
    prepare(instances[0], &job, N, N + 1000);
    fill(job.in_flat.pData, N, 7);
    split(&job.in, in);
    split(&job.out, out);
    job.results.checksum = first;
    OK(cpaDcNsCompressData(instances[0], &setup, &job.in, &job.out, &op, &job.results, done, &job));
    while (done != NULL && !job.done) {
        icp_sal_DcPollInstance(instances[0], 0);
    }
    CHECK(job.results.status == CPA_DC_OK && job.results.consumed == N);
    Cpa32U produced = job.results.produced;

    OK(cpaDcNsGenerateHeader(&setup, &start_of, &head));
    memcpy(file + head, job.out_flat.pData, produced); /* the pieces are adjacent */
    CpaFlatBuffer end = {sizeof file - head - produced, file + head + produced};
    OK(cpaDcNsGenerateFooter(&setup, N, &end, &job.results));
    gunzip_and_compare(file, head + job.results.produced, job.in_flat.pData, checksum == CPA_DC_CRC32 ? 31 : 15);

    prepare(instances[0], &back, produced, N);
    memcpy(back.in_flat.pData, job.out_flat.pData, produced);
    back.results.checksum = first;
    OK(cpaDcNsDecompressData(instances[0], &reverse, &back.in, &back.out, &op, &back.results, NULL, NULL));
    CHECK(back.results.produced == N && back.results.checksum == job.results.checksum);
    CHECK(memcmp(back.out_flat.pData, job.in_flat.pData, N) == 0);
}

static void session_framing(void)
{
    Cpa8U bytes[16];
    CpaFlatBuffer room = {sizeof bytes, bytes}, narrow = {3, bytes};
    Cpa32U count = 9;
    struct job job;
    CpaDcSessionSetupData setup = setup_of(CPA_DC_L1, CPA_DC_HT_STATIC);
    CpaDcSessionHandle zlib = session(instances[0], setup, NULL);
    OK(cpaDcGenerateHeader(zlib, &room, &count));
    CHECK(count == 2 && bytes[0] == 0x78 && (bytes[0] * 256 + bytes[1]) % 31 == 0);
    setup.checksum = CPA_DC_CRC32;
    CpaDcSessionHandle gzip = session(instances[0], setup, NULL);
    OK(cpaDcGenerateHeader(gzip, &room, &count));
    CHECK(count == 10 && bytes[0] == 0x1f && bytes[1] == 0x8b && bytes[8] == 4);
    CHECK(cpaDcGenerateHeader(gzip, &narrow, &count) == CPA_STATUS_INVALID_PARAM);
    prepare(instances[0], &job, 1000, 4096);
    OK(deflate_job(instances[0], gzip, &job, CPA_DC_FLUSH_FULL));
    OK(deflate_job(instances[0], gzip, &job, CPA_DC_FLUSH_FINAL));
    Cpa32U before = job.results.produced;
    OK(cpaDcGenerateFooter(gzip, &room, &job.results));
    CHECK(job.results.produced == before + 8 && bytes[4] == (2000 & 255) && bytes[5] == 2000 >> 8);
    setup.checksum = CPA_DC_NONE;
    CpaDcSessionHandle raw = session(instances[0], setup, NULL);
    OK(cpaDcGenerateHeader(raw, &room, &count));
    CHECK(count == 0);
    CHECK(cpaDcGenerateFooter(raw, &room, &job.results) == CPA_STATUS_UNSUPPORTED);
}

static void integrity(void)
{
    struct job job;
    CpaCrcData crc;
    CpaDcOpData op = op_of(CPA_DC_FLUSH_FINAL);
    CpaCrcControlData own = {0};
    CpaDcSessionHandle handle = session(instances[0], setup_of(CPA_DC_L1, CPA_DC_HT_FULL_DYNAMIC), NULL);
    prepare(instances[0], &job, 9, 4096);
    memcpy(job.in_flat.pData, "123456789", 9);
    op.integrityCrcCheck = CPA_TRUE;
    op.pCrcData = NULL;
    CHECK(cpaDcCompressData2(instances[0], handle, &job.in, &job.out, &op, &job.results, NULL) ==
          CPA_STATUS_INVALID_PARAM);
    op.pCrcData = &crc;
    op.verifyHwIntegrityCrcs = CPA_TRUE;
    OK(cpaDcCompressData2(instances[0], handle, &job.in, &job.out, &op, &job.results, NULL));
    CHECK(crc.crc32 == 0xcbf43926u && crc.adler32 == 0x091e01deu && job.results.checksum == 0x091e01deu);
    CHECK(crc.integrityCrc64b.iCrc == 0x6c40df5f0b497347ULL); /* CRC-64/ECMA-182's check value */
    CHECK(cpaDcSetCrcControlData(instances[0], handle, &own) == CPA_STATUS_INVALID_PARAM);
    own.polynomial = 0x42f0e1eba9ea3693ULL;
    own.initialValue = own.xorOut = ~0ULL;
    own.reflectIn = own.reflectOut = CPA_TRUE;
    OK(cpaDcSetCrcControlData(instances[0], handle, &own));
    OK(cpaDcCompressData2(instances[0], handle, &job.in, &job.out, &op, &job.results, NULL));
    CHECK(crc.integrityCrc64b.iCrc == 0x995dc9bbdf1939faULL); /* CRC-64/XZ's */
}

static void refused(void)
{
    struct job job;
    CpaDcNsSetupData setup = alone(CPA_DC_DIR_COMPRESS, CPA_DC_CRC32);
    CpaDcOpData op = op_of(CPA_DC_FLUSH_NONE);
    CpaDcStats before, after;
    prepare(instances[0], &job, 100, 4096);
    OK(cpaDcGetStats(instances[0], &before));
    CHECK(cpaDcNsCompressData(instances[0], &setup, &job.in, &job.out, &op, &job.results, NULL, NULL) ==
          CPA_STATUS_INVALID_PARAM);
    op.flushFlag = CPA_DC_FLUSH_FINAL;
    setup.sessDirection = CPA_DC_DIR_COMBINED;
    CHECK(cpaDcNsCompressData(instances[0], &setup, &job.in, &job.out, &op, &job.results, NULL, NULL) ==
          CPA_STATUS_INVALID_PARAM);
    setup.sessDirection = CPA_DC_DIR_COMPRESS;
    job.in_flat.dataLenInBytes = 0;
    CHECK(cpaDcNsCompressData(instances[0], &setup, &job.in, &job.out, &op, &job.results, NULL, NULL) ==
          CPA_STATUS_INVALID_PARAM);
    job.in_flat.dataLenInBytes = 100;
    op.compressAndVerify = CPA_FALSE;
    CHECK(cpaDcNsCompressData(instances[0], &setup, &job.in, &job.out, &op, &job.results, NULL, NULL) ==
          CPA_STATUS_UNSUPPORTED);
    op.compressAndVerify = CPA_TRUE;
    CHECK(cpaDcNsCompressData(instances[0], &setup, &job.in, &job.in, &op, &job.results, NULL, NULL) ==
          CPA_STATUS_INVALID_PARAM);
    OK(cpaDcGetStats(instances[0], &after)); /* what is refused for its arguments is no request */
    CHECK(memcmp(&before, &after, sizeof before) == 0);
    OK(cpaDcNsCompressData(instances[0], &setup, &job.in, &job.out, &op, &job.results, NULL, NULL));
    OK(cpaDcGetStats(instances[0], &after));
    CHECK(after.numCompRequests == before.numCompRequests + 1 && after.numCompCompleted == before.numCompCompleted + 1);
}

static void capabilities(void)
{
    CpaDcCapabilityResp answer;
    CpaDcCapabilityReq ask = {CPA_DC_DEFLATE, CPA_DC_DIR_COMPRESS, CPA_DC_CAP_BOOL_STATELESS};
    OK(cpaDcQueryCapabilityByType(instances[0], ask, &answer));
    CHECK(answer.boolStatus == CPA_TRUE);
    ask.capId = CPA_DC_CAP_BOOL_STATEFUL;
    OK(cpaDcQueryCapabilityByType(instances[0], ask, &answer));
    CHECK(answer.boolStatus == CPA_FALSE);
    ask.algo = CPA_DC_LZ4;
    ask.capId = CPA_DC_CAP_BOOL_STATELESS;
    OK(cpaDcQueryCapabilityByType(instances[0], ask, &answer));
    CHECK(answer.boolStatus == CPA_TRUE);
    ask.algo = CPA_DC_ZSTD;
    OK(cpaDcQueryCapabilityByType(instances[0], ask, &answer));
    CHECK(answer.boolStatus == CPA_FALSE);
    ask.dir = CPA_DC_DIR_COMBINED;
    CHECK(cpaDcQueryCapabilityByType(instances[0], ask, &answer) == CPA_STATUS_INVALID_PARAM);
}

int main(void)
{
    start();
    there_and_back(CPA_DC_CRC32, NULL);
    there_and_back(CPA_DC_ADLER32, on_done);
    session_framing();
    integrity();
    refused();
    capabilities();
    puts("ok");
    return 0;
}
