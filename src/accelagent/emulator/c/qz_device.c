/* QATzip: instances, their pinned buffers, and requests in flight. */
#include <time.h>
#include <unistd.h>

#include "qz.h"

struct qz_slot {
    CpaFlatBuffer in_flat, out_flat;
    CpaBufferList in, out;
    Cpa8U *in_buffer, *out_buffer;
    CpaDcRqResults results;
    struct qz_piece piece;
    volatile CpaStatus status;
    volatile bool done;
};

static struct {
    pthread_mutex_t lock;
    bool tried;
    int outcome;
    unsigned count;
    unsigned long pinned;
    struct qz_instance instances[QZ_INSTANCES];
} process = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void *pinned(size_t size)
{
    void *at = qaeMemAllocNUMA(size, 0, 64);
    __atomic_add_fetch(&process.pinned, at != NULL ? size : 0, __ATOMIC_RELAXED);
    return at;
}

static CpaPhysicalAddr physical(void *at)
{
    return (CpaPhysicalAddr)qaeVirtToPhysNUMA(at);
}

static int find_instances(void)
{
    static CpaInstanceHandle handles[QZ_INSTANCES];
    Cpa16U count = 0;
    if (icp_sal_userStart("SHIM") != CPA_STATUS_SUCCESS || cpaDcGetNumInstances(&count) != CPA_STATUS_SUCCESS || count == 0) {
        return QZ_NO_HW;
    }
    count = count < QZ_INSTANCES ? count : QZ_INSTANCES;
    if (cpaDcGetInstances(count, handles) != CPA_STATUS_SUCCESS) {
        return QZ_NO_INST_ATTACH;
    }
    for (unsigned i = 0; i < count; i++) {
        process.instances[i].handle = handles[i];
        pthread_mutex_init(&process.instances[i].lock, NULL);
    }
    process.count = count;
    return QZ_OK;
}

int qz_start(void)
{
    pthread_mutex_lock(&process.lock);
    if (!process.tried) {
        process.outcome = find_instances();
        process.tried = true;
    }
    pthread_mutex_unlock(&process.lock);
    return process.outcome;
}

unsigned qz_device_count(void)
{
    return process.count > 0;
}

unsigned long qz_pinned_kb(void)
{
    return process.pinned / 1024;
}

static bool make_slot(struct qz_slot *slot, Cpa32U meta, unsigned chunk, unsigned room)
{
    slot->in_buffer = pinned(room);
    slot->out_buffer = pinned(room > chunk ? room : chunk);
    slot->in.pPrivateMetaData = meta > 0 ? pinned(meta) : NULL;
    slot->out.pPrivateMetaData = meta > 0 ? pinned(meta) : NULL;
    slot->in.numBuffers = slot->out.numBuffers = 1;
    slot->in.pBuffers = &slot->in_flat;
    slot->out.pBuffers = &slot->out_flat;
    slot->out_flat = (CpaFlatBuffer){room, slot->out_buffer};
    return slot->in_buffer != NULL && slot->out_buffer != NULL &&
           (meta == 0 || (slot->in.pPrivateMetaData != NULL && slot->out.pPrivateMetaData != NULL));
}

static void free_slots(struct qz_instance *instance)
{
    for (unsigned i = 0; instance->slots != NULL && i < QZ_SLOTS; i++) {
        struct qz_slot *slot = &instance->slots[i];
        void *parts[] = {slot->in_buffer, slot->out_buffer, slot->in.pPrivateMetaData, slot->out.pPrivateMetaData};
        for (unsigned k = 0; k < 4; k++) {
            if (parts[k] != NULL) {
                qaeMemFreeNUMA(&parts[k]);
            }
        }
    }
    free(instance->slots);
    instance->slots = NULL;
    instance->chunk = 0;
}

/* Buffers for requests of that many bytes, and an instance that runs. */
static bool prepare(struct qz_instance *instance, unsigned chunk)
{
    Cpa32U meta = 0;
    if (!instance->started) {
        if (cpaDcSetAddressTranslation(instance->handle, physical) != CPA_STATUS_SUCCESS ||
            cpaDcStartInstance(instance->handle, 0, NULL) != CPA_STATUS_SUCCESS) {
            return false;
        }
        instance->started = true;
    }
    if (instance->chunk >= chunk) {
        return true;
    }
    free_slots(instance);
    instance->slots = calloc(QZ_SLOTS, sizeof *instance->slots);
    bool good = instance->slots != NULL && cpaDcBufferListGetMetaSize(instance->handle, 1, &meta) == CPA_STATUS_SUCCESS;
    for (unsigned i = 0; good && i < QZ_SLOTS; i++) {
        good = make_slot(&instance->slots[i], meta, chunk, chunk + chunk / 8 + 1024);
    }
    if (!good) {
        free_slots(instance);
        return false;
    }
    instance->chunk = chunk;
    return true;
}

/* A free instance, else the preferred one when it gets free; NULL: none can be used. */
struct qz_instance *qz_grab(unsigned preferred, unsigned chunk)
{
    struct qz_instance *found = NULL;
    for (unsigned i = 0; found == NULL && i < process.count; i++) {
        struct qz_instance *next = &process.instances[(preferred + i) % process.count];
        found = !next->broken && pthread_mutex_trylock(&next->lock) == 0 ? next : NULL;
    }
    for (unsigned i = 0; found == NULL && i < process.count; i++) {
        struct qz_instance *next = &process.instances[(preferred + i) % process.count];
        if (!next->broken) {
            pthread_mutex_lock(&next->lock);
            found = next;
        }
    }
    if (found != NULL && (found->broken || !prepare(found, chunk))) {
        pthread_mutex_unlock(&found->lock);
        found = NULL;
    }
    return found;
}

void qz_release(struct qz_instance *instance)
{
    pthread_mutex_unlock(&instance->lock);
}

/* --- requests --- */

static void finished(void *tag, CpaStatus status)
{
    struct qz_slot *slot = tag;
    slot->status = status;
    slot->done = true;
}

static CpaDcCompType type_of(enum qz_format format)
{
    return format == QZF_LZ4 ? CPA_DC_LZ4 : format == QZF_LZ4S ? CPA_DC_LZ4S : CPA_DC_DEFLATE;
}

static CpaStatus submit(struct qz_instance *instance, struct qz_slot *slot, const struct qz_work *work)
{
    CpaDcNsSetupData setup = {.compLevel = (CpaDcCompLvl)work->params->level,
                              .compType = type_of(work->params->format),
                              .huffType = work->params->trees == QZ_STATIC_HDR ? CPA_DC_HT_STATIC : CPA_DC_HT_FULL_DYNAMIC,
                              .autoSelectBestHuffmanTree = CPA_DC_ASB_DISABLED,
                              .sessDirection = work->compress ? CPA_DC_DIR_COMPRESS : CPA_DC_DIR_DECOMPRESS,
                              .sessState = CPA_DC_STATELESS,
                              .checksum = work->checksum,
                              .minMatch = work->params->sequences.least == 4 ? CPA_DC_MIN_4_BYTE_MATCH : CPA_DC_MIN_3_BYTE_MATCH};
    CpaDcOpData op = {.flushFlag = slot->piece.final ? CPA_DC_FLUSH_FINAL : CPA_DC_FLUSH_FULL,
                      .compressAndVerify = CPA_TRUE,
                      .compressAndVerifyAndRecover = CPA_TRUE};
    unsigned char *in = (unsigned char *)(uintptr_t)slot->piece.in;
    if (physical(in) == 0) { /* not in pinned memory: through a bounce buffer */
        memcpy(slot->in_buffer, in, slot->piece.in_length);
        in = slot->in_buffer;
    }
    slot->in_flat = (CpaFlatBuffer){slot->piece.in_length, in};
    slot->done = false;
    memset(&slot->results, 0, sizeof slot->results);
    slot->results.checksum = work->checksum == CPA_DC_ADLER32;
    return work->compress ? cpaDcNsCompressData(instance->handle, &setup, &slot->in, &slot->out, &op, &slot->results,
                                                finished, slot)
                          : cpaDcNsDecompressData(instance->handle, &setup, &slot->in, &slot->out, &op, &slot->results,
                                                  finished, slot);
}

static double now_s(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

/* Looks again until the request has ended; periodical polling sleeps ever longer in between. */
static bool wait_for(struct qz_instance *instance, const struct qz_slot *slot, QzPollingMode_T polling)
{
    static const unsigned naps_us[] = {10, 10, 20, 30, 60, 100, 200, 400, 600, 1000, 2000, 4000, 8000, 16000, 32000, 64000};
    double limit = now_s() + QZ_WAIT_S;
    for (unsigned look = 0; !slot->done; look++) {
        if (icp_sal_DcPollInstance(instance->handle, 0) == CPA_STATUS_SUCCESS) {
            look = 0;
            continue;
        }
        if (now_s() > limit) {
            return false;
        }
        if (polling == QZ_PERIODICAL_POLLING) {
            usleep(naps_us[look < 15 ? look : 15]);
        }
    }
    return true;
}

static int answer(struct qz_work *work, const struct qz_slot *slot)
{
    struct qz_answer got = {(CpaDcReqStatus)slot->results.status, slot->out_buffer, slot->results.consumed,
                            slot->results.produced, slot->results.checksum};
    if (slot->status != CPA_STATUS_SUCCESS && got.status == CPA_DC_OK) {
        return QZ_FAIL;
    }
    return work->take(work, &slot->piece, &got);
}

/* Fills the ring with what there is to do. */
static int fill(struct qz_instance *instance, struct qz_work *work, unsigned *sent, unsigned taken, bool *more)
{
    while (*more && *sent - taken < QZ_SLOTS) {
        struct qz_slot *slot = &instance->slots[*sent % QZ_SLOTS];
        *more = work->next(work, &slot->piece);
        if (!*more) {
            break;
        }
        CpaStatus status = submit(instance, slot, work);
        for (double limit = now_s() + QZ_WAIT_S; status == CPA_STATUS_RETRY && now_s() < limit;) {
            icp_sal_DcPollInstance(instance->handle, 0);
            status = submit(instance, slot, work);
        }
        if (status != CPA_STATUS_SUCCESS) {
            *more = false;
            return QZ_FAIL;
        }
        ++*sent;
    }
    return QZ_OK;
}

int qz_run(struct qz_instance *instance, struct qz_work *work)
{
    unsigned sent = 0, taken = 0;
    bool more = true;
    int refused = QZ_OK, rc = QZ_OK;
    while (more || taken < sent) {
        refused = refused == QZ_OK && rc == QZ_OK ? fill(instance, work, &sent, taken, &more) : refused;
        if (taken == sent) {
            break;
        }
        const struct qz_slot *slot = &instance->slots[taken++ % QZ_SLOTS];
        if (!wait_for(instance, slot, work->params->polling)) {
            instance->broken = true; /* its buffers may still be written to: it is never used again */
            return QZ_TIMEOUT;
        }
        rc = rc == QZ_OK ? answer(work, slot) : rc; /* what is in flight behind a failure only has to end */
        more = more && rc == QZ_OK;
    }
    return rc != QZ_OK ? rc : refused;
}
