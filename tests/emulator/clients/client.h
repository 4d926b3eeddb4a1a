/* What every test client needs: a started instance, pinned buffers, sessions, one request at a time. */
#ifndef CLIENT_H
#define CLIENT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cpa_dc.h"
#include "icp_sal_poll.h"
#include "icp_sal_user.h"
#include "qae_mem.h"

#define CHECK(condition)                                                                                      \
    do {                                                                                                      \
        if (!(condition)) {                                                                                   \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                   \
            exit(1);                                                                                          \
        }                                                                                                     \
    } while (0)
#define OK(call) CHECK((call) == CPA_STATUS_SUCCESS)

struct job {
    CpaFlatBuffer in_flat, out_flat;
    CpaBufferList in, out;
    CpaDcRqResults results;
    int done;
    CpaStatus status;
    int order;
};

static CpaInstanceHandle instances[64];
static Cpa16U instance_count;
static int completions;

static inline void *pinned(size_t size)
{
    void *memory = qaeMemAllocNUMA(size, 0, 64);
    CHECK(memory != NULL);
    return memory;
}

static inline void start(void)
{
    OK(icp_sal_userStart("SSL"));
    OK(cpaDcGetNumInstances(&instance_count));
    CHECK(instance_count > 0 && instance_count <= 64);
    OK(cpaDcGetInstances(instance_count, instances));
    for (int i = 0; i < instance_count; i++) {
        OK(cpaDcSetAddressTranslation(instances[i], (CpaVirtualToPhysical)qaeVirtToPhysNUMA));
        OK(cpaDcStartInstance(instances[i], 0, NULL));
    }
}

static inline CpaDcSessionSetupData setup_of(CpaDcCompLvl level, CpaDcHuffType trees)
{
    CpaDcSessionSetupData setup;
    memset(&setup, 0, sizeof setup);
    setup.compLevel = level;
    setup.compType = CPA_DC_DEFLATE;
    setup.huffType = trees;
    setup.sessDirection = CPA_DC_DIR_COMBINED;
    setup.sessState = CPA_DC_STATELESS;
    setup.checksum = CPA_DC_ADLER32;
    return setup;
}

static inline CpaDcSessionHandle session(CpaInstanceHandle instance, CpaDcSessionSetupData setup, CpaDcCallbackFn done)
{
    Cpa32U size = 0, context = 0;
    OK(cpaDcGetSessionSize(instance, &setup, &size, &context));
    CpaDcSessionHandle handle = pinned(size);
    OK(cpaDcInitSession(instance, handle, &setup, NULL, done));
    return handle;
}

static inline void on_done(void *tag, CpaStatus status)
{
    struct job *job = (struct job *)tag;
    job->status = status;
    job->order = completions++;
    job->done = 1;
}

/* Compressible but not trivial: words chosen by a fixed generator. */
static inline void fill(Cpa8U *data, size_t n, unsigned seed)
{
    static const char *const words[] = {"alpha ", "beta ", "gamma ", "delta\n", "epsilon ", "zeta ", "0123 ", "eta "};
    size_t at = 0;
    while (at < n) {
        seed = seed * 1103515245u + 12345u;
        const char *word = words[(seed >> 16) & 7];
        for (size_t k = 0; word[k] != 0 && at < n; k++) {
            data[at++] = (Cpa8U)word[k];
        }
    }
}

static inline void prepare(CpaInstanceHandle instance, struct job *job, size_t in, size_t out)
{
    Cpa32U meta = 0;
    memset(job, 0, sizeof *job);
    OK(cpaDcBufferListGetMetaSize(instance, 1, &meta));
    job->in_flat.dataLenInBytes = (Cpa32U)in;
    job->in_flat.pData = pinned(in);
    job->out_flat.dataLenInBytes = (Cpa32U)out;
    job->out_flat.pData = pinned(out);
    job->in.numBuffers = job->out.numBuffers = 1;
    job->in.pBuffers = &job->in_flat;
    job->out.pBuffers = &job->out_flat;
    job->in.pPrivateMetaData = pinned(meta);
    job->out.pPrivateMetaData = pinned(meta);
}

static inline CpaDcOpData op_of(CpaDcFlush flush)
{
    CpaDcOpData op;
    memset(&op, 0, sizeof op);
    op.flushFlag = flush;
    op.compressAndVerify = CPA_TRUE;
    op.compressAndVerifyAndRecover = CPA_TRUE;
    return op;
}

static inline CpaStatus deflate_job(CpaInstanceHandle instance, CpaDcSessionHandle handle, struct job *job, CpaDcFlush flush)
{
    CpaDcOpData op = op_of(flush);
    job->done = 0;
    return cpaDcCompressData2(instance, handle, &job->in, &job->out, &op, &job->results, job);
}

static inline unsigned long long now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (unsigned long long)ts.tv_sec * 1000000000ULL + (unsigned long long)ts.tv_nsec;
}

#endif
