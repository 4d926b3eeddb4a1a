/* qat plateau REQUESTS DEPTH           deflate, dynamic trees, level 1, requests of 64 KiB, DEPTH in flight on every instance:
                                        prints bytes of input and nanoseconds
   qat share PROCESSES MILLISECONDS     so many processes, each with 16 requests in flight for that time:
                                        prints what each completed */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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

enum { SIZE = 65536, MOST = 64, SHARE_DEPTH = 16 };

struct request {
    CpaFlatBuffer in_flat, out_flat;
    CpaBufferList in, out;
    CpaDcRqResults results;
    int done;
};

static CpaInstanceHandle instances[MOST];
static CpaDcSessionHandle sessions[MOST];
static Cpa16U instance_count;
static unsigned long completions;

static unsigned long long now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (unsigned long long)ts.tv_sec * 1000000000ULL + (unsigned long long)ts.tv_nsec;
}

static void *pinned(size_t size)
{
    void *at = qaeMemAllocNUMA(size, 0, 64);
    CHECK(at != NULL);
    return at;
}

static void on_done(void *tag, CpaStatus status)
{
    CHECK(status == CPA_STATUS_SUCCESS);
    ((struct request *)tag)->done = 1;
    completions++;
}

static CpaDcSessionHandle session(CpaInstanceHandle instance)
{
    CpaDcSessionSetupData setup;
    Cpa32U size = 0, context = 0;
    memset(&setup, 0, sizeof setup);
    setup.compLevel = CPA_DC_L1;
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
    CHECK(instance_count > 0 && instance_count <= MOST);
    OK(cpaDcGetInstances(instance_count, instances));
    for (int i = 0; i < instance_count; i++) {
        OK(cpaDcSetAddressTranslation(instances[i], (CpaVirtualToPhysical)qaeVirtToPhysNUMA));
        OK(cpaDcStartInstance(instances[i], 0, NULL));
        sessions[i] = session(instances[i]);
    }
}

/* Compressible text: words chosen by a fixed generator. */
static void fill(Cpa8U *data, size_t n, unsigned seed)
{
    static const char *const words[] = {"north ", "south ", "east ", "west\n", "up ", "down ", "4711 ", "left "};
    for (size_t at = 0; at < n;) {
        seed = seed * 1103515245u + 12345u;
        for (const char *c = words[(seed >> 16) & 7]; *c != 0 && at < n; c++) {
            data[at++] = (Cpa8U)*c;
        }
    }
}

static struct request *requests(int count)
{
    struct request *all = calloc((size_t)count, sizeof *all);
    Cpa32U meta = 0;
    CHECK(all != NULL);
    OK(cpaDcBufferListGetMetaSize(instances[0], 1, &meta));
    for (int i = 0; i < count; i++) {
        struct request *r = &all[i];
        r->in_flat = (CpaFlatBuffer){.dataLenInBytes = SIZE, .pData = pinned(SIZE)};
        r->out_flat = (CpaFlatBuffer){.dataLenInBytes = 2 * SIZE, .pData = pinned(2 * SIZE)};
        r->in.numBuffers = r->out.numBuffers = 1;
        r->in.pBuffers = &r->in_flat;
        r->out.pBuffers = &r->out_flat;
        r->in.pPrivateMetaData = pinned(meta);
        r->out.pPrivateMetaData = pinned(meta);
        r->done = 1;
        fill(r->in_flat.pData, SIZE, (unsigned)i + 1);
    }
    return all;
}

static int submitted(int instance, struct request *r)
{
    CpaDcOpData op;
    memset(&op, 0, sizeof op);
    op.flushFlag = CPA_DC_FLUSH_FINAL;
    op.compressAndVerify = CPA_TRUE;
    op.compressAndVerifyAndRecover = CPA_TRUE;
    r->done = 0;
    CpaStatus status = cpaDcCompressData2(instances[instance], sessions[instance], &r->in, &r->out, &op, &r->results, r);
    CHECK(status == CPA_STATUS_SUCCESS || status == CPA_STATUS_RETRY);
    r->done = status != CPA_STATUS_SUCCESS;
    return status == CPA_STATUS_SUCCESS;
}

static void plateau(unsigned long count, int depth)
{
    start();
    int all = depth * instance_count;
    struct request *pool = requests(all);
    unsigned long sent = 0;
    unsigned long long begin = now_ns();
    while (completions < count) {
        for (int i = 0; i < all && sent < count; i++) {
            if (pool[i].done) {
                sent += (unsigned long)submitted(i % instance_count, &pool[i]);
            }
        }
        for (int i = 0; i < instance_count; i++) {
            icp_sal_DcPollInstance(instances[i], 0);
        }
    }
    printf("%llu %llu\n", (unsigned long long)count * SIZE, now_ns() - begin);
}

static void saturate(unsigned long long begin_ns, unsigned long long end_ns)
{
    start();
    struct request *pool = requests(SHARE_DEPTH);
    struct timespec at = {(time_t)(begin_ns / 1000000000ULL), (long)(begin_ns % 1000000000ULL)};
    CHECK(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == 0);
    while (now_ns() < end_ns) {
        for (int i = 0; i < SHARE_DEPTH; i++) {
            if (pool[i].done) {
                submitted(0, &pool[i]);
            }
        }
        icp_sal_DcPollInstance(instances[0], 0);
    }
    printf("%lu\n", completions);
}

static void share(int processes, unsigned long long duration_ns)
{
    unsigned long long begin_ns = now_ns() + 50000000ULL; /* however long each takes to start the library */
    int status;
    for (int i = 0; i < processes; i++) {
        pid_t pid = fork();
        CHECK(pid >= 0);
        if (pid == 0) {
            saturate(begin_ns, begin_ns + duration_ns);
            exit(0);
        }
    }
    while (wait(&status) > 0) {
        CHECK(status == 0);
    }
}

int main(int argc, char **argv)
{
    CHECK(argc > 3);
    if (strcmp(argv[1], "plateau") == 0) {
        plateau(strtoul(argv[2], NULL, 10), atoi(argv[3]));
    } else if (strcmp(argv[1], "share") == 0) {
        share(atoi(argv[2]), 1000000ULL * strtoull(argv[3], NULL, 10));
    } else {
        return 2;
    }
    return 0;
}
