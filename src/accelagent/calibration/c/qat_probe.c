/* Times a compression device through the vendor's interface alone and prints raw figures, in ns and bytes:
     clock NS                        one reading of the clock
     instances N, ring N             instances seen; requests that one takes until it says RETRY
     submit|poll|empty NS CALLS      so many calls in a row
     single DIR LEVEL BYTES NS       one request alone, from submission to its callback
     steady DIR LEVEL BYTES K T...   K requests kept in flight: when each was seen to be complete
   DIR is c (compress) or d (decompress); BYTES are of the uncompressed side. */
#include "qat_client.h"

#define MAX_RING 2048     /* longer rings are reported as this */
#define MAX_IN_FLIGHT 128
#define LARGEST 65536     /* bytes of a request: every device of the family takes that */
#define ROOM (2 * LARGEST)
#define SMALL 1024
#define STEADY 480        /* completions of a steady run */
#define CALLS 32
#define ROUNDS 9
#define SETTLE_US 50000   /* far longer than a full ring needs */

static CpaDcSessionHandle sessions[3][MAX_INSTANCES]; /* by hardware level */
static const CpaDcCompLvl levels[3] = {CPA_DC_L1, CPA_DC_L6, CPA_DC_L9};
static unsigned ring;
static struct job jobs[MAX_IN_FLIGHT], *ring_jobs;
static Cpa8U *plain, *packed;
static unsigned long long *stamps, stamps_from; /* NULL: completions are counted, not timed */
static struct job *idle[MAX_IN_FLIGHT];
static unsigned idle_count;

static void completed(struct job *job)
{
    if (stamps != NULL) {
        stamps[completions] = now_ns() - stamps_from;
        idle[idle_count++] = job;
    }
}

static void start(void)
{
    start_instances();
    for (int i = 0; i < instance_count; i++) {
        for (int l = 0; l < 3; l++) {
            sessions[l][i] = open_session(instances[i], levels[l]);
        }
    }
}

static void prepare_plain(struct job *job, int instance, Cpa8U *room, size_t size)
{
    prepare(job, instance, sessions[0][instance], plain, SMALL, room, size);
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
        prepare_plain(&ring_jobs[ring], 0, pinned(2 * SMALL), 2 * SMALL);
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
        unsigned long before = completions;
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
    fill(plain, LARGEST, 7);
    ring_depth();
    for (int i = 0; i < MAX_IN_FLIGHT; i++) {
        prepare_plain(&jobs[i], i % instance_count, pinned(ROOM), ROOM);
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
