/* Compresses in several requests, synchronously and asynchronously, and decodes with zlib and with the device. */
#include <zlib.h>

#include "client.h"

#define PART 30000
#define PARTS 4

static void decode_and_compare(const Cpa8U *stream, size_t length, const Cpa8U *expected, size_t n)
{
    Cpa8U *plain = malloc(n + 1);
    z_stream z;
    memset(&z, 0, sizeof z);
    CHECK(inflateInit2(&z, -15) == Z_OK);
    z.next_in = (Bytef *)(size_t)stream;
    z.avail_in = (uInt)length;
    z.next_out = plain;
    z.avail_out = (uInt)n + 1;
    CHECK(inflate(&z, Z_FINISH) == Z_STREAM_END);
    CHECK(z.total_out == n && z.avail_in == 0 && memcmp(plain, expected, n) == 0);
    inflateEnd(&z);
    free(plain);
}

static void by_device(CpaInstanceHandle instance, const Cpa8U *stream, size_t length, const Cpa8U *expected, size_t n)
{
    struct job job;
    CpaDcSessionHandle handle = session(instance, setup_of(CPA_DC_L1, CPA_DC_HT_FULL_DYNAMIC), NULL);
    CpaDcOpData op = op_of(CPA_DC_FLUSH_FINAL);
    prepare(instance, &job, length, n + 100);
    memcpy(job.in_flat.pData, stream, length);
    OK(cpaDcDecompressData2(instance, handle, &job.in, &job.out, &op, &job.results, NULL));
    CHECK(job.results.status == CPA_DC_OK && job.results.produced == n && job.results.consumed == length);
    CHECK(job.results.endOfLastBlock == CPA_TRUE);
    CHECK(memcmp(job.out_flat.pData, expected, n) == 0);
    CHECK(job.results.checksum == adler32(1, expected, (uInt)n));
    job.in_flat.pData[0] = 0x07; /* block type 3 */
    CHECK(cpaDcDecompressData2(instance, handle, &job.in, &job.out, &op, &job.results, NULL) == CPA_STATUS_FAIL);
    CHECK(job.results.status == CPA_DC_INVALID_BLOCK_TYPE && job.results.produced == 0);
    OK(cpaDcRemoveSession(instance, handle));
}

static void stream_of_parts(CpaInstanceHandle instance, CpaDcCompLvl level, CpaDcHuffType trees, CpaDcCallbackFn done)
{
    static Cpa8U plain[PART * PARTS], stream[PART * PARTS * 2];
    struct job job;
    size_t length = 0;
    CpaDcSessionHandle handle = session(instance, setup_of(level, trees), done);
    fill(plain, sizeof plain, (unsigned)level);
    prepare(instance, &job, PART, PART * 2);
    for (int i = 0; i < PARTS; i++) {
        memcpy(job.in_flat.pData, plain + i * PART, PART);
        OK(deflate_job(instance, handle, &job, i + 1 < PARTS ? CPA_DC_FLUSH_FULL : CPA_DC_FLUSH_FINAL));
        while (done != NULL && !job.done) {
            icp_sal_DcPollInstance(instance, 0);
        }
        CHECK(job.status == CPA_STATUS_SUCCESS && job.results.status == CPA_DC_OK && job.results.consumed == PART);
        memcpy(stream + length, job.out_flat.pData, job.results.produced);
        length += job.results.produced;
    }
    CHECK(job.results.checksum == adler32(1, plain, sizeof plain));
    decode_and_compare(stream, length, plain, sizeof plain);
    by_device(instance, stream, length, plain, sizeof plain);
    OK(cpaDcRemoveSession(instance, handle));
}

/* A destination that just holds the data is no overflow, though a flush follows behind them that gives none. */
static void just_fits(CpaInstanceHandle instance, CpaDcFlush flush)
{
    struct job job, back;
    CpaDcSessionHandle handle = session(instance, setup_of(CPA_DC_L1, CPA_DC_HT_STATIC), NULL);
    CpaDcOpData op = op_of(flush);
    prepare(instance, &job, PART, PART * 2);
    prepare(instance, &back, PART * 2, PART);
    fill(job.in_flat.pData, PART, 7);
    OK(deflate_job(instance, handle, &job, flush));
    memcpy(back.in_flat.pData, job.out_flat.pData, job.results.produced);
    back.in_flat.dataLenInBytes = job.results.produced;
    OK(cpaDcDecompressData2(instance, handle, &back.in, &back.out, &op, &back.results, NULL));
    CHECK(back.results.status == CPA_DC_OK && back.results.produced == PART);
    CHECK(back.results.consumed == job.results.produced);
    back.out_flat.dataLenInBytes = PART - 1;
    CHECK(cpaDcDecompressData2(instance, handle, &back.in, &back.out, &op, &back.results, NULL) == CPA_STATUS_FAIL);
    CHECK(back.results.status == CPA_DC_OVERFLOW);
    OK(cpaDcRemoveSession(instance, handle));
}

int main(void)
{
    start();
    just_fits(instances[0], CPA_DC_FLUSH_FULL);
    just_fits(instances[0], CPA_DC_FLUSH_FINAL);
    for (int level = 1; level <= 12; level += 4) {
        for (int trees = 0; trees <= 2; trees += 2) {
            stream_of_parts(instances[0], (CpaDcCompLvl)level, (CpaDcHuffType)trees, NULL);
            stream_of_parts(instances[1], (CpaDcCompLvl)level, (CpaDcHuffType)trees, on_done);
        }
    }
    OK(icp_sal_userStop());
    puts("ok");
    return 0;
}
