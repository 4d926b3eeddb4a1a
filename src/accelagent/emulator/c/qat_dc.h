/* Shared by the parts of the QAT shim. The only place, with usdm.c, where the vendor's names appear. */
#ifndef EMU_QAT_DC_H
#define EMU_QAT_DC_H

#include "cpa_dc.h"
#include "cpa_dc_chain.h"
#include "cpa_dc_dp.h"
#include "emu.h"
#include "ops_deflate.h"
#include "ops_lz4.h"

#define MAX_INSTANCES 256
#define INSTANCES_PER_VF 4   /* ring pairs of one virtual function */
#define INSTANCES_PER_PF 64
#define MIN_OUTPUT_DYNAMIC 512  /* bytes; QATlib refuses smaller destinations on 4xxx */
#define MIN_OUTPUT_STATIC 1026
#define QAT_POISON 0xA5       /* what a destination holds until completion */

struct call;
struct emu_hash;

/* Completion by event, over an instance's rings (qat_event.c). */
struct qat_event {
    struct emu_queue *rings[2]; /* the second: NULL where there is one */
    pthread_mutex_t lock;
    bool on;
    int fd;                     /* -1: never asked for */
};

struct instance {
    struct emu_queue queue;
    pthread_mutex_t lock;
    struct call *pool, *free_calls;
    CpaVirtualToPhysical translate;
    CpaDcStats stats;
    bool started;
    struct qat_event event;
    CpaDcDpCallbackFn dp_callback;
    struct call *staged, **staged_tail;       /* data plane: in the ring, not yet handed to the device */
    unsigned staged_count;
    CpaDcInstanceNotificationCbFunc notify;
    void *notify_tag;
    bool notified;
};

struct session {
    uint64_t magic;
    CpaDcSessionSetupData setup;
    CpaDcCallbackFn callback; /* NULL: synchronous */
    struct instance *instance;
    _Atomic unsigned in_flight;
    _Atomic bool continues;   /* the last request was not final: checksums go on from the caller's value */
    _Atomic uint64_t consumed; /* of the stream so far, which a gzip footer names */
    struct emu_xxh32 xxh;     /* of LZ4 content, over requests when the session accumulates */
    bool data_plane;
    CpaCrcControlData crc;    /* of the CRC-64; polynomial 0: the device's own */
};

/* The other link of a chain: the source is hashed before it is compressed (qat_dc_chain.c). */
struct qat_chain {
    CpaDcChainRqResults *results; /* NULL: no chain */
    const struct emu_hash *hash;
    Cpa8U *digest;
    size_t digest_length;
    bool verify;
    size_t at, bytes;           /* what of the source is hashed */
    Cpa32U crc32, adler32;      /* first their start, then what they came to */
};

/* One request: first as its caller describes it, then, in an instance's pool, as the device holds it. */
struct call {
    struct emu_request request; /* first: the engine hands back a pointer to it */
    struct call *next;
    struct instance *instance;
    struct session *session;    /* NULL: session-less */
    CpaBufferList *source, *destination;
    CpaDcRqResults *results;
    CpaDcRqResults own_results; /* of a chain, which reports differently */
    struct qat_chain chain;
    CpaCrcData *crc;
    CpaCrcControlData crc_control;
    void *tag;
    CpaDcCallbackFn callback;
    CpaDcDpOpData *dp;          /* not NULL: data plane */
    CpaBufferList dp_lists[2];  /* source and destination with addresses the host can use, arrays on the heap */
    CpaDcSessionSetupData setup;
    CpaDcFlush flush;
    CpaStatus status;
    Cpa32U seed;                /* the checksum's start */
    bool compress;
    bool recover;               /* what fails verification is sent as stored blocks */
};

/* --- instances (qat_dc.c) and sessions (qat_session.c) --- */

CpaStatus qat_status(int error);                       /* the one table from -errno to the vendor's codes */
unsigned qat_instance_count(void);                     /* 0: not started in this process */
struct instance *qat_instance_at(unsigned number);
struct instance *qat_instance(CpaInstanceHandle handle); /* NULL: not an instance of this process */
unsigned qat_instance_number(const struct instance *instance);
CpaStatus qat_usable(const struct instance *instance); /* the library is started, and the device is there */
bool qat_addressable(const struct instance *instance, const void *memory); /* can the device reach it? */
struct session *qat_session(CpaDcSessionHandle handle); /* NULL: not an initialised session */
CpaStatus qat_check_setup(const CpaDcSessionSetupData *setup);     /* values the interface does not know */
CpaStatus qat_check_supported(const CpaDcSessionSetupData *setup); /* values this device does not have */
CpaStatus qat_init_session(struct instance *instance, CpaDcSessionHandle handle, const CpaDcSessionSetupData *setup,
                           CpaDcCallbackFn callback, bool data_plane);

/* --- requests (qat_requests.c) --- */

bool qat_make_pool(struct instance *instance, unsigned depth);
void qat_free_pool(struct instance *instance);
struct call *qat_take_call(struct instance *instance); /* NULL: as many as the ring holds are in use */
void qat_give_back(struct call *call);
void qat_book(struct call *call);                      /* fills in what the engine has to know */
int qat_enqueue(struct call *call);                    /* 0 or -errno; on error the call is still the caller's */
CpaStatus qat_launch(struct instance *instance, const struct call *wanted);
CpaStatus qat_poll(struct instance *instance, Cpa32U quota);
CpaStatus qat_check_instance(const struct instance *instance);
CpaStatus qat_check_buffers(const struct call *wanted, CpaDcHuffType trees);
CpaStatus qat_check_op(const CpaDcOpData *op, CpaDcSessionDir direction);
CpaStatus qat_check_source(const CpaBufferList *list);
CpaStatus qat_check_destination(const CpaBufferList *list, CpaDcHuffType trees, bool compress);
uint64_t qat_errors_seen(CpaDcReqStatus status);

/* --- the work (qat_work.c) --- */

void qat_work(struct emu_request *request);
void qat_fail(struct call *call, CpaDcReqStatus report);
bool qat_is_lz4(const struct call *call);
struct emu_lz4_form qat_lz4_form(const struct call *call);

/* --- buffer lists (qat_lists.c) --- */

size_t qat_total(const CpaBufferList *list);           /* bytes */
bool qat_in_memory(const CpaBufferList *list, bool write);
bool qat_needs_copy(const CpaBufferList *list);        /* it is not one buffer */
struct emu_span qat_gather(const CpaBufferList *list, bool copy); /* NULL data: no memory */
void qat_scatter(const CpaBufferList *list, struct emu_span span, size_t length);
void qat_release(const CpaBufferList *list, struct emu_span span);
void qat_poison(const CpaBufferList *list);

/* --- completion by event (qat_event.c) --- */

void qat_make_event(struct qat_event *event, struct emu_queue *ring, struct emu_queue *other);
void qat_announce(struct qat_event *event);            /* makes the descriptor tell whether completions will come */
void qat_await_event(const struct qat_event *event);   /* the thread was woken: to when it runs with the next one there */
void qat_close_event(struct qat_event *event);
CpaStatus qat_event_descriptor(struct qat_event *event, CpaStatus usable, int *fd);

/* --- checks of the data's integrity (qat_integrity.c) --- */

void qat_integrity(const struct call *call, const struct emu_deflate *op);

#endif
