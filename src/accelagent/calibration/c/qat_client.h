/* Requests to a compression device through the vendor's interface alone. Each program that measures includes this once. */
#ifndef QAT_CLIENT_H
#define QAT_CLIENT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#if __has_include(<qat/cpa_dc.h>)
#include <qat/cpa_dc.h>
#include <qat/icp_sal_poll.h>
#include <qat/icp_sal_user.h>
#include <qat/qae_mem.h>
#else
#include <cpa_dc.h>
#include <icp_sal_poll.h>
#include <icp_sal_user.h>
#include <qae_mem.h>
#endif

#define MAX_INSTANCES 256
#define CHUNK (1 << 20) /* one pinned allocation */

struct job {
    CpaFlatBuffer in_flat, out_flat;
    CpaBufferList in, out;
    CpaDcRqResults results;
    CpaInstanceHandle instance;
    CpaDcSessionHandle session;
    int done;
};

static CpaInstanceHandle instances[MAX_INSTANCES];
static Cpa16U instance_count;
static unsigned long completions;

/* The program's own, when a request is back and before it is counted. */
static void completed(struct job *job);

static void demand(int holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "qat_client: %s failed\n", what);
        exit(1);
    }
}
#define OK(call) demand((call) == CPA_STATUS_SUCCESS, #call)

static unsigned long long now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (unsigned long long)ts.tv_sec * 1000000000ULL + (unsigned long long)ts.tv_nsec;
}

/* Pinned memory comes in few large pieces: drivers limit their number and their size. */
static void *pinned(size_t size)
{
    static Cpa8U *chunk;
    static size_t used = CHUNK;
    size = (size + 63) & ~(size_t)63;
    if (used + size > CHUNK) {
        chunk = qaeMemAllocNUMA(CHUNK, 0, 64);
        demand(chunk != NULL, "allocation of pinned memory");
        used = 0;
    }
    used += size;
    return chunk + used - size;
}

static void on_done(void *tag, CpaStatus status)
{
    struct job *job = tag;
    demand(status == CPA_STATUS_SUCCESS, "a request");
    job->done = 1;
    completed(job);
    completions++;
}

static CpaDcSessionHandle open_session(CpaInstanceHandle instance, CpaDcCompLvl level)
{
    Cpa32U size = 0, context = 0;
    CpaDcSessionSetupData setup;
    memset(&setup, 0, sizeof setup);
    setup.compLevel = level;
    setup.compType = CPA_DC_DEFLATE;
    setup.huffType = CPA_DC_HT_FULL_DYNAMIC;
    setup.sessDirection = CPA_DC_DIR_COMBINED;
    setup.sessState = CPA_DC_STATELESS;
    setup.checksum = CPA_DC_ADLER32;
    OK(cpaDcGetSessionSize(instance, &setup, &size, &context));
    CpaDcSessionHandle handle = pinned(size);
    OK(cpaDcInitSession(instance, handle, &setup, NULL, on_done));
    return handle;
}

static void start_instances(void)
{
    OK(icp_sal_userStart("SSL"));
    OK(cpaDcGetNumInstances(&instance_count));
    demand(instance_count > 0 && instance_count <= MAX_INSTANCES, "finding compression instances");
    OK(cpaDcGetInstances(instance_count, instances));
    for (int i = 0; i < instance_count; i++) {
        OK(cpaDcSetAddressTranslation(instances[i], (CpaVirtualToPhysical)qaeVirtToPhysNUMA));
        OK(cpaDcStartInstance(instances[i], 0, NULL));
    }
}

/* Compressible but not trivial: words chosen by a fixed generator. */
static void fill(Cpa8U *data, size_t n, unsigned seed)
{
    static const char *const words[] = {"alpha ", "beta ", "gamma ", "delta\n", "epsilon ", "zeta ", "0123 ", "eta "};
    for (size_t at = 0; at < n;) {
        seed = seed * 1103515245u + 12345u;
        for (const char *c = words[(seed >> 16) & 7]; *c != 0 && at < n; c++) {
            data[at++] = (Cpa8U)*c;
        }
    }
}

static void prepare(struct job *job, int instance, CpaDcSessionHandle session, Cpa8U *in, size_t in_size, Cpa8U *room,
                    size_t size)
{
    Cpa32U meta = 0;
    memset(job, 0, sizeof *job);
    job->instance = instances[instance];
    job->session = session;
    OK(cpaDcBufferListGetMetaSize(job->instance, 1, &meta));
    job->in_flat.pData = in;
    job->in_flat.dataLenInBytes = (Cpa32U)in_size;
    job->out_flat.pData = room;
    job->out_flat.dataLenInBytes = (Cpa32U)size;
    job->in.numBuffers = job->out.numBuffers = 1;
    job->in.pBuffers = &job->in_flat;
    job->out.pBuffers = &job->out_flat;
    job->in.pPrivateMetaData = pinned(meta);
    job->out.pPrivateMetaData = pinned(meta);
}

static CpaStatus submit(struct job *job, int compress)
{
    CpaDcOpData op;
    memset(&op, 0, sizeof op);
    op.flushFlag = CPA_DC_FLUSH_FINAL;
    op.compressAndVerify = CPA_TRUE;
    op.compressAndVerifyAndRecover = CPA_TRUE;
    job->done = 0;
    return compress ? cpaDcCompressData2(job->instance, job->session, &job->in, &job->out, &op, &job->results, job)
                    : cpaDcDecompressData(job->instance, job->session, &job->in, &job->out, &job->results,
                                          CPA_DC_FLUSH_FINAL, job);
}

#endif
