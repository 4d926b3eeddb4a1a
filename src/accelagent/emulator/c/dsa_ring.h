/* Descriptors in flight, shared between dsa_ring.c, dsa_submit.c and dsa_wait.c. */
#ifndef EMU_DSA_RING_H
#define EMU_DSA_RING_H

#include "dsa.h"
#include "shared.h"

struct entry {
    struct entry *next, *previous;
    struct dsa_hw_desc desc;
    const struct dsa_queue *queue;
    struct emu_thread *owner;
    struct entry *batch;                       /* of which this is a member */
    uint64_t done_ns;                          /* once it is settled */
    uint64_t earliest_ns;                      /* it is not done before */
    struct emu_answer answer;                  /* of the device process; written at any time until then */
    uint32_t ticket;
    bool asked;                                /* not settled yet */
    bool lost;                                 /* injected: nobody hears of it again */
    struct dsa_plan plan;
    uint32_t members;                          /* of a batch: descriptors carried out */
    bool member_failed;
    bool done_early;                           /* eager: the work is done, only the record is missing */
    union {
        struct dsa_outcome early;
        struct iax_completion_record early_iax;
    };
    struct emu_faults injected;
    struct emu_job job;                        /* on the helper core */
    struct iaa_request request;                /* of an IAA device */
};

/* All but `progress` is read and written between ring_lock and ring_unlock. */
extern struct dsa_ring {
    struct entry first;                        /* ring by ascending time of completion */
    struct entry *asked, **last_asked;         /* in order of submission; those of a batch before it */
    uint64_t earliest_ns;                      /* of those asked for, or before */
    struct entry *spare;
    struct emu_counters counters;
    uint64_t dropped, faults, forced, descriptors;
    unsigned in_flight;
    _Atomic unsigned waiting[DSA_MAX_QUEUES];  /* helper core: descriptors that it has not begun */
    struct entry *to_help;                     /* to be given to the helper core when the lock is free */
    bool lost;                                 /* reset for good */
    _Atomic uint64_t progress;
} ring;

static inline uint64_t ns_of(double seconds)
{
    return seconds <= 0 ? 0 : (uint64_t)(seconds * 1e9 + 0.5);
}

void ring_lock(void);
void ring_unlock(void);
uint64_t ring_now(void);
struct emu_thread *ring_timeline(void);          /* NULL on the wall clock, which is everybody's */
struct entry *ring_take(void);                   /* an empty entry; NULL: no memory */
void ring_give_back(struct entry *entry);
void ring_insert(struct entry *entry);
void ring_settle(void);                          /* everything in flight has its time */
struct entry *ring_entry_of(const volatile void *record, uint64_t mask); /* among those that have; NULL: none writes there */
void ring_settle_record(const volatile void *record, uint64_t mask); /* so has what will write there, and all before it */
unsigned ring_asked(const struct dsa_queue *queue); /* how many entries of it may be taken without that we know */
bool ring_runs(const struct entry *entry);       /* moves data, if only up to a missing page */
void ring_discard(struct entry *entry);
void ring_finish(struct entry *entry);           /* a descriptor of DSA: does the work, counts it, writes the record */
void ring_complete(struct entry *entry);         /* finishes it, whatever it is of, and frees the entry */
/* patient: what nobody waits for by name may be asked for a little later, together with more. */
bool ring_complete_due(const struct emu_thread *self, uint64_t now, bool patient);

/* An entry's way to its plan (dsa_submit.c, iax_queue.c), with the faults injected into it. */
struct entry *ring_enter(const struct dsa_queue *queue, const struct dsa_hw_desc *desc); /* NULL: no memory */
void ring_plan(struct entry *entry);
void ring_inject(struct entry *entry);
void iax_inject(struct entry *entry);

/* --- the helper core (dsa_helper.c): it writes the records itself, and nothing is ever due --- */

bool ring_helped_room(const struct dsa_queue *queue);
void ring_help(struct entry *entry);

#endif
