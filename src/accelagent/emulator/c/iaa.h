/* Emulated IAA devices as the library that drives them sees them: parameters, queues, time. */
#ifndef EMU_IAA_H
#define EMU_IAA_H

#include "emu.h"

#define IAA_MAX_DEVICES 8
#define IAA_SLOTS 128
#define IAA_WATCHDOG_NS 10000000ULL /* after which a hung engine is given up */

#pragma GCC visibility push(default) /* a library of its own, for QPL and for the driver's queues */

struct iaa_params {
    struct emu_params engine;    /* hardware level 0: fixed and given codes; 1: codes made from the data */
    double fault_serve_s;        /* per page that was not in memory */
    double software_compress_bandwidth, software_decompress_bandwidth; /* of the library's path on the CPU; 0: as measured */
    unsigned devices, generation, queue_size;
    bool present;
};

/* What all processes share of a device. */
struct iaa_line {
    struct emu_model model;
    uint64_t starts_ns[IAA_SLOTS]; /* an entry is free again when an engine takes its descriptor */
};

const struct iaa_params *iaa_params(void);
bool iaa_available(void); /* there are devices, and they were not made absent */

enum iaa_kind { IAA_WORK_FIXED, IAA_WORK_DYNAMIC, IAA_WORK_INFLATE, IAA_WORK_FILTER };

struct iaa_request {
    enum iaa_kind kind;
    uint64_t bytes;              /* of the uncompressed side */
    uint64_t check_bytes;        /* decompressed again afterwards to compare; 0: no such check */
    unsigned missing_pages;
    uint64_t done_ns;            /* once it is settled */
    uint64_t at_least_ns;        /* injected: the watchdog's */
    struct emu_answer answer;    /* of the device process; written at any time until then */
    uint32_t ticket;
    bool asked;                  /* not settled yet */
    const char *operation;       /* a family's name, for the rules of faults */
    struct emu_faults faults;    /* injected into it */
    struct emu_job job;          /* on the helper core; its owner says what the work is, and gives it */
};

/* Between emu_enter and emu_leave. 0; -EAGAIN: every queue is full. The request stays where it is until it is settled. */
int iaa_submit(struct iaa_request *request);
void iaa_settle(struct iaa_request *request);              /* it has its time */
/* To one of the configured queues (dsa_config); charges nothing. */
int iaa_submit_to(struct iaa_request *request, unsigned queue, uint64_t now_ns);
void iaa_retried(bool retried);                            /* counts */
void iaa_looked(uint64_t polls, uint64_t empty);
bool iaa_poll(struct iaa_request *request);                /* one look */
void iaa_wait(struct iaa_request *request);                /* looks until it is done */
void iaa_begun(void);                                      /* helper core: the entry of the library's queue is free again */
void iaa_was_busy(uint64_t busy_ns);                       /* counts engine time */
/* Of one that was submitted. */
void iaa_finished(bool good, uint64_t bytes_in, uint64_t bytes_out, unsigned missing_pages);
void iaa_on_cpu(double bandwidth, uint64_t bytes);         /* charges what the library's own code would take */

#pragma GCC visibility pop
#endif
