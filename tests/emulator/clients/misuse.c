/* What hardware and the vendor's library refuse, each with its code. */
#include "client.h"

static CpaStatus submit(CpaDcSessionHandle handle, struct job *job)
{
    return deflate_job(instances[0], handle, job, CPA_DC_FLUSH_FINAL);
}

static void setups(void)
{
    CpaDcSessionHandle memory = pinned(4096);
    static char ordinary[4096];
    CpaDcSessionSetupData setup = setup_of(CPA_DC_L1, CPA_DC_HT_FULL_DYNAMIC);
    CHECK(cpaDcInitSession(instances[0], NULL, &setup, NULL, NULL) == CPA_STATUS_INVALID_PARAM);
    CHECK(cpaDcInitSession(instances[0], memory, NULL, NULL, NULL) == CPA_STATUS_INVALID_PARAM);
    CHECK(cpaDcInitSession(instances[0], ordinary, &setup, NULL, NULL) == CPA_STATUS_FAIL);
    setup.sessState = CPA_DC_STATEFUL;
    CHECK(cpaDcInitSession(instances[0], memory, &setup, NULL, NULL) == CPA_STATUS_UNSUPPORTED);
    setup.sessState = CPA_DC_STATELESS;
    setup.compLevel = (CpaDcCompLvl)13;
    CHECK(cpaDcInitSession(instances[0], memory, &setup, NULL, NULL) == CPA_STATUS_INVALID_PARAM);
    setup.compLevel = CPA_DC_L1;
    setup.compType = CPA_DC_LZ4;
    CHECK(cpaDcInitSession(instances[0], memory, &setup, NULL, NULL) == CPA_STATUS_INVALID_PARAM); /* with Adler-32 */
    setup.compType = CPA_DC_ZSTD;
    setup.checksum = CPA_DC_XXHASH64;
    CHECK(cpaDcInitSession(instances[0], memory, &setup, NULL, NULL) == CPA_STATUS_UNSUPPORTED);
}

static void requests(void)
{
    struct job job;
    static Cpa8U ordinary[65536];
    CpaDcSessionHandle handle = session(instances[0], setup_of(CPA_DC_L1, CPA_DC_HT_FULL_DYNAMIC), NULL);
    prepare(instances[0], &job, 600000, 65536);
    Cpa8U *in = job.in_flat.pData, *out = job.out_flat.pData;
    void *meta = job.in.pPrivateMetaData;
    job.in_flat.dataLenInBytes = 4096;
    OK(submit(handle, &job));

    CHECK(cpaDcCompressData2(instances[0], handle, &job.in, &job.out, NULL, &job.results, NULL) ==
          CPA_STATUS_INVALID_PARAM);
    CHECK(submit(NULL, &job) == CPA_STATUS_INVALID_PARAM);
    job.in_flat.pData = ordinary;
    CHECK(submit(handle, &job) == CPA_STATUS_FAIL);
    job.in_flat.pData = in;
    job.out_flat.pData = ordinary;
    CHECK(submit(handle, &job) == CPA_STATUS_FAIL);
    job.out_flat.pData = out;
    job.in.pPrivateMetaData = NULL;
    CHECK(submit(handle, &job) == CPA_STATUS_INVALID_PARAM);
    job.in.pPrivateMetaData = meta;
    job.in_flat.dataLenInBytes = 0; /* an empty stream is a stream */
    OK(submit(handle, &job));
    CHECK(job.results.status == CPA_DC_OK && job.results.produced > 0 && job.results.checksum == 1);
    job.in_flat.dataLenInBytes = 600000; /* the library sets no limit below 4 GiB */
    job.out_flat.dataLenInBytes = 65536;
    OK(submit(handle, &job));
    job.in_flat.dataLenInBytes = 4096;
    job.out_flat.dataLenInBytes = 511; /* below the least destination for dynamic trees */
    CHECK(submit(handle, &job) == CPA_STATUS_INVALID_PARAM);
    job.out_flat.dataLenInBytes = 65536;
    CpaDcOpData op = op_of(CPA_DC_FLUSH_FINAL);
    op.compressAndVerify = op.compressAndVerifyAndRecover = CPA_FALSE;
    CHECK(cpaDcCompressData2(instances[0], handle, &job.in, &job.out, &op, &job.results, NULL) ==
          CPA_STATUS_UNSUPPORTED);
    CpaInstanceInfo2 info;
    OK(cpaDcStopInstance(instances[0]));
    OK(cpaDcInstanceGetInfo2(instances[0], &info));
    CHECK(info.operState == CPA_OPER_STATE_DOWN);
    OK(submit(handle, &job)); /* QATlib serves it all the same */
    OK(cpaDcStartInstance(instances[0], 0, NULL));
    OK(cpaDcRemoveSession(instances[0], handle));
    CHECK(submit(handle, &job) == CPA_STATUS_INVALID_PARAM); /* its memory is no session any more */
}

static void overflow(void)
{
    struct job job;
    Cpa32U bound = 0;
    CpaDcSessionHandle handle = session(instances[0], setup_of(CPA_DC_L1, CPA_DC_HT_FULL_DYNAMIC), NULL);
    prepare(instances[0], &job, 65536, 65536 * 2);
    unsigned x = 1;
    for (int i = 0; i < 65536; i++) {
        x = x * 1103515245u + 12345u;
        job.in_flat.pData[i] = (Cpa8U)(x >> 23); /* does not compress */
    }
    job.out_flat.dataLenInBytes = 20000;
    OK(submit(handle, &job));
    CHECK(job.results.status == CPA_DC_OVERFLOW && job.results.consumed < 65536 && job.results.produced <= 20000);
    OK(cpaDcDeflateCompressBound(instances[0], CPA_DC_HT_FULL_DYNAMIC, 65536, &bound));
    job.out_flat.dataLenInBytes = bound;
    OK(submit(handle, &job));
    CHECK(job.results.status == CPA_DC_OK && job.results.consumed == 65536);
}

static void in_use(void)
{
    struct job job;
    CpaDcSessionHandle handle = session(instances[0], setup_of(CPA_DC_L1, CPA_DC_HT_FULL_DYNAMIC), on_done);
    prepare(instances[0], &job, 4096, 8192);
    OK(deflate_job(instances[0], handle, &job, CPA_DC_FLUSH_FINAL));
    CHECK(cpaDcRemoveSession(instances[0], handle) == CPA_STATUS_RETRY);
    while (!job.done) {
        icp_sal_DcPollInstance(instances[0], 0);
    }
    OK(cpaDcRemoveSession(instances[0], handle));
}

int main(void)
{
    Cpa16U n = 7;
    CHECK(cpaDcGetNumInstances(NULL) == CPA_STATUS_INVALID_PARAM);
    CHECK(cpaDcGetNumInstances(&n) == CPA_STATUS_SUCCESS && n == 0); /* not started yet */
    start();
    setups();
    requests();
    overflow();
    in_use();
    puts("ok");
    return 0;
}
