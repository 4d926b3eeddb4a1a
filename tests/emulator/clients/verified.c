/* verified RECOVER   120 compressions, each decompressed with zlib and compared with its input; prints
                      recovered N verify-errors N wrong N
   verified memory    how many pinned allocations succeed, up to 100
   verified instances how many instances there are */
#include <zlib.h>

#include "client.h"

enum { REQUESTS = 120, SIZE = 8192 };

static int same(const struct job *job)
{
    static Cpa8U plain[SIZE];
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    CHECK(inflateInit2(&stream, -15) == Z_OK);
    stream.next_in = job->out_flat.pData;
    stream.avail_in = job->results.produced;
    stream.next_out = plain;
    stream.avail_out = SIZE;
    int rc = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    return rc == Z_STREAM_END && stream.total_out == SIZE && memcmp(plain, job->in_flat.pData, SIZE) == 0 &&
           adler32(1, plain, SIZE) == job->results.checksum;
}

static void verified(int recover)
{
    int errors = 0, wrong = 0, stored = 0;
    start();
    CpaDcSessionHandle handle = session(instances[0], setup_of(CPA_DC_L1, CPA_DC_HT_FULL_DYNAMIC), NULL);
    struct job job;
    prepare(instances[0], &job, SIZE, 2 * SIZE);
    for (int i = 0; i < REQUESTS; i++) {
        CpaDcOpData op = op_of(CPA_DC_FLUSH_FINAL);
        op.compressAndVerifyAndRecover = recover ? CPA_TRUE : CPA_FALSE;
        fill(job.in_flat.pData, SIZE, (unsigned)i + 1);
        job.results.checksum = 1;
        CpaStatus status = cpaDcCompressData2(instances[0], handle, &job.in, &job.out, &op, &job.results, NULL);
        errors += job.results.status == CPA_DC_VERIFY_ERROR;
        stored += status == CPA_STATUS_SUCCESS && job.results.dataUncompressed;
        CHECK((status == CPA_STATUS_SUCCESS) == (job.results.status == CPA_DC_OK));
        wrong += status == CPA_STATUS_SUCCESS && !same(&job);
    }
    CpaDcStats stats;
    OK(cpaDcGetStats(instances[0], &stats));
    CHECK(stats.numCompCnvErrorsRecovered == (Cpa64U)stored);
    printf("recovered %d verify-errors %d wrong %d\n", stored, errors, wrong);
}

int main(int argc, char **argv)
{
    CHECK(argc > 1);
    if (strcmp(argv[1], "memory") == 0) {
        int got = 0;
        for (int i = 0; i < 100; i++) {
            got += qaeMemAllocNUMA(4096, 0, 64) != NULL;
        }
        printf("%d\n", got);
    } else if (strcmp(argv[1], "instances") == 0) {
        OK(icp_sal_userStart("SSL"));
        OK(cpaDcGetNumInstances(&instance_count));
        printf("%d\n", instance_count);
    } else {
        verified(atoi(argv[1]));
    }
    return 0;
}
