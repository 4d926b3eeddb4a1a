/* Times a compression device through the vendor's interface alone and prints raw figures, in ns and bytes:
     clock NS                        one reading of the clock
     instances N, ring N             instances seen; requests that one takes until it says RETRY
     submit|poll|empty NS CALLS      so many calls in a row
     single DIR LEVEL BYTES NS       one request alone, from submission to its callback
     steady DIR LEVEL BYTES K T...   K requests kept in flight: when each was seen to be complete
   DIR is c (compress) or d (decompress); BYTES are of the uncompressed side. */
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
#define MAX_RING 2048     /* longer rings are reported as this */
#define MAX_IN_FLIGHT 128
#define LARGEST 65536     /* bytes of a request: every device of the family takes that */
#define ROOM (2 * LARGEST)
#define SMALL 1024
#define CHUNK (1 << 20)   /* one pinned allocation */
#define STEADY 480        /* completions of a steady run */
#define CALLS 32
#define ROUNDS 9
#define SETTLE_US 50000   /* far longer than a full ring needs */

struct job {
    CpaFlatBuffer in_flat, out_flat;
    CpaBufferList in, out;
    CpaDcRqResults results;
    CpaInstanceHandle instance;
    CpaDcSessionHandle session;
    int done;
};

static CpaInstanceHandle instances[MAX_INSTANCES];
static CpaDcSessionHandle sessions[3][MAX_INSTANCES]; /* by hardware level */
static const CpaDcCompLvl levels[3] = {CPA_DC_L1, CPA_DC_L6, CPA_DC_L9};
static Cpa16U instance_count;
static unsigned ring;
static struct job jobs[MAX_IN_FLIGHT], *ring_jobs;
static Cpa8U *plain, *packed;
static unsigned completions;
static unsigned long long *stamps, stamps_from; /* NULL: completions are counted, not timed */
static struct job *idle[MAX_IN_FLIGHT];
static unsigned idle_count;

static void demand(int holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "qat_probe: %s failed\n", what);
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
    if (stamps != NULL) {
        stamps[completions] = now_ns() - stamps_from;
        idle[idle_count++] = job;
    }
    completions++;
}

/* --- start --- */

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

static void start(void)
{
    OK(icp_sal_userStart("SSL"));
    OK(cpaDcGetNumInstances(&instance_count));
    demand(instance_count > 0 && instance_count <= MAX_INSTANCES, "finding compression instances");
    OK(cpaDcGetInstances(instance_count, instances));
    for (int i = 0; i < instance_count; i++) {
        OK(cpaDcSetAddressTranslation(instances[i], (CpaVirtualToPhysical)qaeVirtToPhysNUMA));
        OK(cpaDcStartInstance(instances[i], 0, NULL));
        for (int l = 0; l < 3; l++) {
            sessions[l][i] = open_session(instances[i], levels[l]);
        }
    }
}

/* Compressible but not trivial: words chosen by a fixed generator. */
static void fill(Cpa8U *data, size_t n)
{
    static const char *const words[] = {"alpha ", "beta ", "gamma ", "delta\n", "epsilon ", "zeta ", "0123 ", "eta "};
    unsigned seed = 7;
    for (size_t at = 0; at < n;) {
        seed = seed * 1103515245u + 12345u;
        for (const char *c = words[(seed >> 16) & 7]; *c != 0 && at < n; c++) {
            data[at++] = (Cpa8U)*c;
        }
    }
}

static void prepare(struct job *job, int instance, Cpa8U *room, size_t size)
{
    Cpa32U meta = 0;
    memset(job, 0, sizeof *job);
    job->instance = instances[instance];
    job->session = sessions[0][instance];
    OK(cpaDcBufferListGetMetaSize(job->instance, 1, &meta));
    job->in_flat.pData = plain;
    job->in_flat.dataLenInBytes = SMALL;
    job->out_flat.pData = room;
    job->out_flat.dataLenInBytes = (Cpa32U)size;
    job->in.numBuffers = job->out.numBuffers = 1;
    job->in.pBuffers = &job->in_flat;
    job->out.pBuffers = &job->out_flat;
    job->in.pPrivateMetaData = pinned(meta);
    job->out.pPrivateMetaData = pinned(meta);
}

/* --- requests --- */

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

static void await(struct job *job)
{
    while (!job->done) {
        icp_sal_DcPollInstance(job->instance, 0);
    }
}

/* What a request takes in: plain bytes, or what the device itself made of them. */
static void aim(struct job *job, int instance, int level, unsigned bytes, unsigned packed_bytes)
{
    job->session = sessions[level][instance];
    job->in_flat.pData = packed_bytes > 0 ? packed : plain;
    job->in_flat.dataLenInBytes = packed_bytes > 0 ? packed_bytes : bytes;
}

static unsigned pack(unsigned bytes)
{
    aim(&jobs[0], 0, 0, bytes, 0);
    OK(submit(&jobs[0], 1));
    await(&jobs[0]);
    memcpy(packed, jobs[0].out_flat.pData, jobs[0].results.produced);
    return jobs[0].results.produced;
}

/* --- measurements --- */

static void clock_cost(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        unsigned long long begin = now_ns();
        printf("clock %llu\n", now_ns() - begin);
    }
}

static void ring_depth(void)
{
    ring_jobs = calloc(MAX_RING, sizeof *ring_jobs);
    demand(ring_jobs != NULL, "allocation");
    CpaStatus status = CPA_STATUS_SUCCESS;
    while (ring < MAX_RING && status == CPA_STATUS_SUCCESS) {
        prepare(&ring_jobs[ring], 0, pinned(2 * SMALL), 2 * SMALL);
        status = submit(&ring_jobs[ring], 1);
        ring += status == CPA_STATUS_SUCCESS;
    }
    demand(status == CPA_STATUS_SUCCESS || status == CPA_STATUS_RETRY, "filling a ring");
    printf("instances %u\nring %u\n", instance_count, ring);
    while (completions < ring) {
        icp_sal_DcPollInstance(instances[0], 0);
    }
}

static void call_costs(void)
{
    unsigned calls = ring < CALLS ? ring : CALLS;
    for (int round = 0; round < ROUNDS; round++) {
        unsigned before = completions;
        unsigned long long begin = now_ns();
        for (unsigned i = 0; i < calls; i++) {
            OK(submit(&ring_jobs[i], 1));
        }
        printf("submit %llu %u\n", now_ns() - begin, calls);
        usleep(SETTLE_US);
        begin = now_ns();
        for (unsigned i = 0; i < calls; i++) {
            icp_sal_DcPollInstance(instances[0], 1);
        }
        printf("poll %llu %u\n", now_ns() - begin, calls);
        demand(completions == before + calls, "one completion per poll");
        begin = now_ns();
        for (unsigned i = 0; i < calls; i++) {
            icp_sal_DcPollInstance(instances[0], 0);
        }
        printf("empty %llu %u\n", now_ns() - begin, calls);
    }
}

static void single(int level, unsigned bytes, int compress)
{
    unsigned packed_bytes = compress ? 0 : pack(bytes);
    aim(&jobs[0], 0, level, bytes, packed_bytes);
    for (int round = 0; round < ROUNDS; round++) {
        unsigned long long begin = now_ns();
        OK(submit(&jobs[0], compress));
        await(&jobs[0]);
        printf("single %c %u %u %llu\n", compress ? 'c' : 'd', (unsigned)levels[level], bytes, now_ns() - begin);
    }
}

/* The steps are odd, so that what a poll comes late averages out. */
static void singles(void)
{
    for (int kind = 0; kind < 4; kind++) {
        for (unsigned bytes = 1024; bytes <= LARGEST; bytes += bytes < 12000 ? 487 : 9973) {
            single(kind % 3, bytes, kind < 3);
        }
    }
}

static unsigned refill(unsigned sent, int compress)
{
    while (idle_count > 0 && sent < STEADY) {
        CpaStatus status = submit(idle[idle_count - 1], compress);
        if (status == CPA_STATUS_RETRY) {
            break;
        }
        demand(status == CPA_STATUS_SUCCESS, "submission");
        idle_count--;
        sent++;
    }
    return sent;
}

static void steady(int level, unsigned bytes, int compress)
{
    static unsigned long long times[STEADY];
    unsigned packed_bytes = compress ? 0 : pack(bytes);
    unsigned all = ring * instance_count, width = all < MAX_IN_FLIGHT ? all : MAX_IN_FLIGHT, sent = 0;
    idle_count = completions = 0;
    for (unsigned i = 0; i < width; i++) {
        aim(&jobs[i], (int)(i % instance_count), level, bytes, packed_bytes);
        idle[idle_count++] = &jobs[i];
    }
    stamps = times;
    stamps_from = now_ns();
    while (completions < STEADY) {
        sent = refill(sent, compress);
        for (int i = 0; i < instance_count; i++) {
            icp_sal_DcPollInstance(instances[i], 0);
        }
    }
    stamps = NULL;
    printf("steady %c %u %u %u", compress ? 'c' : 'd', (unsigned)levels[level], bytes, width);
    for (unsigned i = 0; i < STEADY; i++) {
        printf(" %llu", times[i]);
    }
    printf("\n");
}

int main(void)
{
    static const unsigned sizes[] = {2048, 4096, 8192, 12288, 16384, 24576, 32768};
    start();
    plain = pinned(LARGEST);
    packed = pinned(ROOM);
    fill(plain, LARGEST);
    ring_depth();
    for (int i = 0; i < MAX_IN_FLIGHT; i++) {
        prepare(&jobs[i], i % instance_count, pinned(ROOM), ROOM);
    }
    clock_cost();
    call_costs();
    singles();
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        steady(2, sizes[i], 1);
    }
    steady(0, LARGEST, 1);
    steady(0, LARGEST, 0);
    return 0;
}
