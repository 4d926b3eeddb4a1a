/* Shared by the parts of the QAT shim. The only place, with usdm.c, where the vendor's names appear. */
#ifndef EMU_QAT_DC_H
#define EMU_QAT_DC_H

#include "cpa_dc.h"
#include "emu.h"
#include "ops_deflate.h"

#define MAX_INSTANCES 256

struct call; /* one request, from an instance's pool */

struct instance {
    struct emu_queue queue;
    pthread_mutex_t lock;
    struct call *pool, *free_calls;
    CpaVirtualToPhysical translate;
    CpaDcStats stats;
    bool started;
};

struct session {
    uint64_t magic;
    CpaDcSessionSetupData setup;
    CpaDcCallbackFn callback; /* NULL: synchronous */
    struct instance *instance;
    _Atomic unsigned in_flight;
    _Atomic bool continues;   /* the last request was not final: checksums go on from the caller's value */
};

CpaStatus qat_status(int error);                       /* the one table from -errno to the vendor's codes */
struct instance *qat_instance(CpaInstanceHandle handle); /* NULL: not an instance of this process */
CpaStatus qat_usable(struct instance *instance);       /* started, and the device is there */
bool qat_addressable(const struct instance *instance, const void *memory); /* can the device reach it? */
struct session *qat_session(CpaDcSessionHandle handle); /* NULL: not an initialised session */
unsigned qat_instance_number(const struct instance *instance);

/* Counters of cpaDcGetStats. */
enum qat_count { QAT_REQUEST, QAT_REQUEST_ERROR, QAT_COMPLETED, QAT_COMPLETED_ERROR };
void qat_count(struct instance *instance, bool compress, enum qat_count what);

/* The pool of calls (qat_requests.c), made when an instance starts. */
bool qat_make_pool(struct instance *instance, unsigned depth);

#endif
