/* overhead sync REQUESTS CHUNKS          one request at a time, waited for in the call
   overhead pipelined REQUESTS CHUNKS     32 requests in flight, polled for
   overhead memory REQUESTS CHUNKS        the latter; prints the process's greatest resident size in KiB
   Prints real nanoseconds per request, one figure per chunk: on a device that does no work all of it is the framework. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
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

enum { SIZE = 256, DEPTH = 32 };

struct request {
    CpaFlatBuffer in_flat, out_flat;
    CpaBufferList in, out;
    CpaDcRqResults results;
    int busy;
};

static CpaInstanceHandle instance;
static CpaDcSessionHandle session;
static struct request requests[DEPTH];
static unsigned in_flight;

/* Not the program's clock, which is the virtual one. */
static double real_ns(void)
{
    struct timespec ts;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
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
    ((struct request *)tag)->busy = 0;
    in_flight--;
}

static void open_device(CpaDcCallbackFn done)
{
    CpaDcSessionSetupData setup;
    Cpa32U size = 0, context = 0, meta = 0;
    OK(icp_sal_userStart("SSL"));
    OK(cpaDcGetInstances(1, &instance));
    OK(cpaDcSetAddressTranslation(instance, (CpaVirtualToPhysical)qaeVirtToPhysNUMA));
    OK(cpaDcStartInstance(instance, 0, NULL));
    memset(&setup, 0, sizeof setup);
    setup.compLevel = CPA_DC_L1;
    setup.compType = CPA_DC_DEFLATE;
    setup.huffType = CPA_DC_HT_FULL_DYNAMIC;
    setup.sessDirection = CPA_DC_DIR_COMPRESS;
    setup.sessState = CPA_DC_STATELESS;
    OK(cpaDcGetSessionSize(instance, &setup, &size, &context));
    session = pinned(size);
    OK(cpaDcInitSession(instance, session, &setup, NULL, done));
    OK(cpaDcBufferListGetMetaSize(instance, 1, &meta));
    for (int i = 0; i < DEPTH; i++) {
        struct request *r = &requests[i];
        r->in_flat = (CpaFlatBuffer){SIZE, pinned(SIZE)};
        r->out_flat = (CpaFlatBuffer){2 * SIZE, pinned(2 * SIZE)};
        r->in = (CpaBufferList){1, &r->in_flat, NULL, pinned(meta)};
        r->out = (CpaBufferList){1, &r->out_flat, NULL, pinned(meta)};
    }
}

static CpaStatus submit(struct request *r)
{
    CpaDcOpData op;
    memset(&op, 0, sizeof op);
    op.flushFlag = CPA_DC_FLUSH_FINAL;
    op.compressAndVerify = CPA_TRUE;
    op.compressAndVerifyAndRecover = CPA_TRUE;
    return cpaDcCompressData2(instance, session, &r->in, &r->out, &op, &r->results, r);
}

static void one_by_one(unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        OK(submit(&requests[0]));
    }
}

static void in_a_pipeline(unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct request *r = &requests[i % DEPTH];
        while (r->busy) {
            icp_sal_DcPollInstance(instance, 0);
        }
        r->busy = 1;
        in_flight++;
        OK(submit(r));
    }
    while (in_flight > 0) {
        icp_sal_DcPollInstance(instance, 0);
    }
}

static long resident_kib(void)
{
    char line[256];
    long kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    CHECK(status != NULL);
    while (fgets(line, sizeof line, status) != NULL) {
        if (sscanf(line, "VmHWM: %ld", &kib) == 1) {
            break;
        }
    }
    fclose(status);
    return kib;
}

int main(int argc, char **argv)
{
    CHECK(argc == 4);
    int sync = strcmp(argv[1], "sync") == 0;
    void (*run)(unsigned) = sync ? one_by_one : in_a_pipeline;
    unsigned count = (unsigned)atoi(argv[2]);
    open_device(sync ? NULL : on_done);
    run(count); /* the first touch of everything */
    for (int i = 0; i < atoi(argv[3]); i++) {
        double begin = real_ns();
        run(count);
        double took = (real_ns() - begin) / count;
        if (strcmp(argv[1], "memory") != 0) {
            printf("%.1f\n", took);
        }
    }
    if (strcmp(argv[1], "memory") == 0) {
        printf("%ld\n", resident_kib());
    }
    return 0;
}
