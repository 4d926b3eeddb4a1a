/* A sum that also has the device compress its input, so that a test can see an offload happen, fail and fall back. */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "sum.h"

#define SIZE (1u << 16)

#if defined(__has_include)
#if __has_include(<cpa_dc.h>)
#define WITH_DEVICE 1
#include <cpa_dc.h>
#include <icp_sal_poll.h>
#include <icp_sal_user.h>
#include <qae_mem.h>
#endif
#endif

#ifdef WITH_DEVICE
static void *qat, *usdm;
#define PRESENT (session != NULL)
#define QAT(name) ((__typeof__(name) *)dlsym(qat, #name))
#define USDM(name) ((__typeof__(name) *)dlsym(usdm, #name))

static CpaInstanceHandle instance;
static CpaDcSessionHandle session;
static CpaFlatBuffer in_flat, out_flat;
static CpaBufferList in, out;

static void *pinned(size_t size)
{
    return USDM(qaeMemAllocNUMA)(size, 0, 64);
}

static void prepare(CpaFlatBuffer *flat, CpaBufferList *list, Cpa32U size)
{
    flat->dataLenInBytes = size;
    flat->pData = pinned(size);
    list->numBuffers = 1;
    list->pBuffers = flat;
    list->pPrivateMetaData = pinned(4096);
}

static void answered(void *tag, CpaStatus status)
{
    *(int *)tag = status == CPA_STATUS_SUCCESS ? 1 : -1;
}

static int started(void)
{
    static int state;
    CpaDcSessionSetupData setup;
    CpaInstanceHandle all[64];
    Cpa16U count = 0;
    Cpa32U size = 0, context = 0;
    if (state)
        return state > 0;
    state = -1;
    qat = dlopen("libqat.so.4", RTLD_NOW);
    usdm = dlopen("libusdm.so.0", RTLD_NOW);
    if (!qat || !usdm || QAT(icp_sal_userStart)("SSL") || QAT(cpaDcGetNumInstances)(&count) || !count || count > 64)
        return 0;
    memset(&setup, 0, sizeof setup);
    setup.compLevel = CPA_DC_L1;
    setup.compType = CPA_DC_DEFLATE;
    setup.sessDirection = CPA_DC_DIR_COMPRESS;
    setup.sessState = CPA_DC_STATELESS;
    QAT(cpaDcGetInstances)(count, all);
    instance = all[0];
    QAT(cpaDcSetAddressTranslation)(instance, (CpaVirtualToPhysical)USDM(qaeVirtToPhysNUMA));
    if (QAT(cpaDcStartInstance)(instance, 0, NULL) || QAT(cpaDcGetSessionSize)(instance, &setup, &size, &context))
        return 0;
    session = pinned(size);
    if (QAT(cpaDcInitSession)(instance, session, &setup, NULL, answered))
        return 0;
    prepare(&in_flat, &in, SIZE);
    prepare(&out_flat, &out, 2 * SIZE);
    state = 1;
    return 1;
}

/* Polls for as long as an answer may take, then leaves the device alone: its buffers may still be written to. */
static int compressed(const unsigned char *p, unsigned n)
{
    static CpaDcRqResults results;
    static int given_up, answer;
    CpaDcOpData op;
    memset(&op, 0, sizeof op);
    op.flushFlag = CPA_DC_FLUSH_FINAL;
    op.compressAndVerify = CPA_TRUE;
    if (given_up || !started() || n > SIZE)
        return 0;
    memcpy(in_flat.pData, p, n);
    in_flat.dataLenInBytes = n;
    answer = 0;
    if (QAT(cpaDcCompressData2)(instance, session, &in, &out, &op, &results, &answer) != CPA_STATUS_SUCCESS)
        return 0;
    for (int polls = 0; !answer && polls < 20000; polls++)
        QAT(icp_sal_DcPollInstance)(instance, 0);
    given_up = !answer;
    return answer > 0 && results.status == CPA_DC_OK && results.consumed == n;
}
#else
#define PRESENT 0
static int compressed(const unsigned char *p, unsigned n)
{
    (void)p;
    (void)n;
    return 0;
}
#endif

#ifndef FRAGILE
#define FRAGILE 0 /* 1: without a fallback for a device that fails after it was there */
#endif

unsigned sum(const unsigned char *p, unsigned n)
{
    const char *least = getenv("ACCEL_MIN_BYTES");
    unsigned s = 0;
    int wanted = n >= (least ? (unsigned)atoi(least) : 1u);
    if (wanted && !compressed(p, n) && FRAGILE && PRESENT)
        return 0;
    for (unsigned i = 0; i < n; i++)
        s += p[i];
    return s;
}
