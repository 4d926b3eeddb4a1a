/* Internal interface between the emulator's libraries. Nothing here is public to emulated programs.
   Times are nanoseconds on the virtual timeline; functions return 0 or -errno unless they say otherwise. */
#ifndef EMU_H
#define EMU_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "device_model.h"

#define EMU_API __attribute__((visibility("default")))
#define EMU_NS 1000000000ULL
#define EMU_QUANTUM_NS 50000ULL /* a thread may lead the slowest runnable one by this much */

/* --- configuration (config.c) --- */

enum emu_mode {
    EMU_VIRTUAL, /* host CPU time plus modelled waits */
    EMU_FIXED,   /* host CPU counts as nothing: only charges and waits, so every figure is exact */
    EMU_WALL     /* the real clock; nothing is interposed */
};

struct emu_config {
    enum emu_mode mode;
    bool eager;               /* do the work at submission instead of at completion */
    bool helper;              /* on the wall clock: a thread on another core does the work, at once and in real time */
    bool has_device;
    bool qat_sva;             /* any memory of the program can be given to it */
    unsigned faults;          /* bits of enum emu_fault */
    char stats_dir[4096];     /* empty: keep no records */
    struct emu_params device;
    uint64_t timer_slack_ns;     /* what a sleep takes beyond its argument */
    uint64_t channel_latency_ns; /* from a write to a pipe or socket until a reader that waits for it runs */
};

EMU_API const struct emu_config *emu_config(void);

/* --- injected faults, keyed by request index so that they repeat exactly (faults.c) --- */

enum emu_fault {
    EMU_FAULT_ABSENT = 1u << 0,
    EMU_FAULT_FULL = 1u << 1,
    EMU_FAULT_ERROR = 1u << 2,
    EMU_FAULT_OVERFLOW = 1u << 3,
    EMU_FAULT_SLOW = 1u << 4,
    EMU_FAULT_RESET = 1u << 5,
    EMU_FAULT_HANG = 1u << 6,
    EMU_FAULT_VERIFY = 1u << 7,
    EMU_FAULT_PAGE = 1u << 8,
    EMU_FAULT_CORRUPT = 1u << 9,
    EMU_FAULT_INSTANCES = 1u << 10,
    EMU_FAULT_MEMORY = 1u << 11
};

struct emu_faults {
    unsigned kinds;           /* of enum emu_fault */
    double slowdown;          /* of the engine; 1: none */
    uint64_t draw;            /* a number that belongs to the rule and the request */
};

unsigned emu_faults_add(const char *rule);            /* a line of the configuration; its kind, 0: not a rule */
/* What the request of that index meets. `operation` is a family's name: compress, decompress, encrypt, hash, copy, … */
EMU_API struct emu_faults emu_faults_at(const char *device, uint64_t index, const char *operation);
EMU_API bool emu_fault_absent(const char *device);
EMU_API bool emu_fault_refuses(const char *device);   /* the queue plays full for this submission */
/* Kinds that no request meets: INSTANCES by index of the attempt, MEMORY by index of the allocation. */
EMU_API bool emu_fault_hits(const char *device, enum emu_fault kind, uint64_t index, unsigned *burst);
EMU_API void emu_fault_corrupt(const struct emu_faults *faults, void *data, size_t length); /* flips a bit, if so ruled */

/* --- virtual clock (vclock.c) --- */

struct emu_patience { /* a timed wait's with those before its end; zero to begin with */
    const struct emu_face *slowest;
    uint64_t stands_ns, since_ns; /* virtual; real */
};

enum emu_life { EMU_FREE = 0, EMU_RUNNING, EMU_ENDED };

struct emu_thread {
    _Atomic uint64_t vt_ns;       /* virtual now, as of the last visit to the emulator */
    _Atomic uint64_t cpu_ns;      /* virtual CPU consumed */
    _Atomic uint64_t mark_ns;     /* this thread's CPU clock when it last left the emulator */
    _Atomic uint64_t waited_ns;   /* blocked on the device */
    _Atomic uintptr_t waits_for;  /* condition variable it sleeps on */
    _Atomic int life;
    _Atomic int blocked;          /* enum emu_blocking */
    _Atomic uint64_t until_ns;    /* when blocked: the time at which it goes on by itself, or 0 */
    _Atomic int tid;
    struct emu_face *face;        /* what other processes see of it; never NULL */
    int chunks;                   /* real pieces of a timed wait so far */
    struct emu_patience patience; /* of a timed wait whose real time is over */
    int depth;                    /* > 0: inside the emulator, interposers stand aside */
    clockid_t clock;
    pthread_t handle;
    void *(*start)(void *);
    void *argument;
};

EMU_API void emu_enter(void);                    /* application -> emulator */
EMU_API void emu_leave(void);                    /* emulator -> application */
EMU_API uint64_t emu_now(void);                  /* valid between enter and leave */
EMU_API void emu_charge(uint64_t cpu_ns);        /* host CPU that the modelled driver spends */
EMU_API void emu_wait_until(uint64_t when_ns);   /* blocks on the device */
EMU_API bool emu_pace(void);                     /* lets slower threads catch up, for a bounded real time; true: it took some */

EMU_API struct emu_thread *emu_self(void);               /* NULL: this thread is not on the virtual timeline */
void emu_touch(struct emu_thread *self);         /* account CPU up to here without leaving the application */
void emu_restart(struct emu_thread *self);       /* CPU spent since the last touch is the emulator's own */
void emu_raise(struct emu_thread *self, uint64_t to_ns);
EMU_API uint64_t emu_estimate(const struct emu_thread *thread); /* its time, including CPU it used since it last called us */
EMU_API struct emu_thread *emu_threads(int *count);
int emu_threads_running(void);
bool emu_interposing(struct emu_thread *self);   /* true: virtual time is on and we come from the application */
bool emu_multithreaded(void);
struct emu_thread *emu_thread_create(void);
void emu_thread_begin(struct emu_thread *thread);
void emu_thread_end(struct emu_thread *thread);
void emu_thread_cancel(struct emu_thread *thread);
uint64_t emu_thread_join(pthread_t handle);      /* virtual end of that thread, 0 when unknown */
void emu_fork_prepare(void);
void emu_fork_parent(bool born);
void emu_fork_child(void);
void emu_clock_leave(void);                      /* this process ends: nobody waits for it any more */
uint64_t emu_process_cpu(void);
uint64_t emu_process_waited(void);
uint64_t emu_epoch_realtime(void);
uint64_t emu_epoch_monotonic(void);
EMU_API uint64_t emu_real_ns(clockid_t clock);           /* the real clock, never the virtual one */
EMU_API void emu_real_sleep(uint64_t duration_ns);

/* --- pacing (pace.c) --- */

enum emu_blocking {
    EMU_UNBLOCKED = 0,
    EMU_WAITS,  /* for another thread of this process, or for a child */
    EMU_IO,     /* for another process, or for the world outside */
    EMU_SLEEPS  /* for its time to come, and for nothing else */
};

struct emu_face;

EMU_API bool emu_thread_runnable(const struct emu_thread *thread); /* as the kernel sees it: running or waiting for a CPU */
bool emu_others_running(const struct emu_thread *self, uint64_t until_ns); /* on or waiting for a CPU, and before that time */
bool emu_stalled(struct emu_thread *self, uint64_t until_ns); /* nobody else, in any process, will act before that time */
/* Where one that only looks may skip to: the next completion is that soon, as of so many changes. 0: nowhere. */
uint64_t emu_idle_until(struct emu_thread *self, uint64_t soonest_ns, uint64_t changes);
/* Somebody computes, or on request sleeps, who still has to come to that time, and gets on. */
bool emu_patient(struct emu_patience *patience, const struct emu_thread *self, uint64_t when_ns, bool sleepers);
void emu_block(struct emu_thread *self, uint64_t until_ns);
void emu_block_as(struct emu_thread *self, enum emu_blocking how, uint64_t until_ns);
EMU_API bool emu_pace_processes(void);                   /* like emu_pace, over all threads of all processes */
void emu_unblock(struct emu_thread *self);
void emu_wake(uintptr_t condition, uint64_t when_ns, bool all);
void emu_sleep(struct emu_thread *self, uint64_t duration_ns);

/* --- what the helper core is given (helper.c); zeros: nothing was --- */

enum emu_given { EMU_GIVEN_NOT = 0, EMU_GIVEN, EMU_GIVEN_DONE };

struct emu_job {
    struct emu_job *next;                        /* after it in line */
    void (*work)(struct emu_job *job);           /* runs on the helper core */
    void (*deliver)(struct emu_job *job);        /* there, too, once it is due; may free the job. NULL: it is awaited */
    double slowdown;                             /* of the engine; 0 or 1: none */
    uint64_t begun_ns, done_ns;                  /* in wall time */
    _Atomic unsigned given;                      /* enum emu_given */
};

/* --- request queues and the device's counters (queue.c) --- */

/* What the device process says to a booking. */
struct emu_answer {
    uint64_t start_ns, done_ns, busy_ns;
    int64_t status;                              /* 0 or -errno */
};

struct emu_request {
    struct emu_request *next;
    uint64_t done_ns;                            /* once it is settled (emu_queue_settle) */
    struct emu_answer answer;                    /* written at any time until then */
    uint32_t ticket;
    bool asked;                                  /* not settled yet */
    uint64_t index;
    struct emu_faults faults;                    /* injected into it */
    const char *operation;                       /* a family's name, for the rules of faults; NULL: compression by `work` */
    bool lost;                                   /* injected: never completes */
    bool sync;                                   /* its submitter waits; polling leaves it alone */
    struct emu_job job;                          /* on the helper core */
    bool failed;                                 /* the device was reset under it */
    void (*accept)(struct emu_request *request); /* the device owns the buffers from now on */
    void (*work)(struct emu_request *request);   /* runs once: at completion, or at submission when eager */
    size_t bytes_timed;                          /* uncompressed side, which the engine's time depends on */
    size_t bytes_in, bytes_out;                  /* for the counters; out is set by work */
};

struct emu_queue {
    pthread_mutex_t lock;
    struct emu_request *head, **tail;
    unsigned used;                               /* in flight */
    unsigned depth;
    uint64_t last_done_ns;                       /* a ring answers in order */
    uint64_t waiting_since_ns;                   /* first poll that found nothing since the last that did; 0: none */
};

struct emu_counters {
    uint64_t ops, bytes_in, bytes_out, retries, polls, empty_polls, errors, max_in_flight, busy_ns, poll_wait_ns;
};

EMU_API void emu_queue_init(struct emu_queue *queue, unsigned depth);
EMU_API int emu_submit(struct emu_queue *queue, struct emu_request *request, enum emu_work work, unsigned level);
EMU_API struct emu_request *emu_reap(struct emu_queue *queue); /* next completed request with its work done, or NULL */
EMU_API void emu_queue_settle(struct emu_queue *queue); /* with its lock held: all requests in it have their time */
EMU_API void emu_polled(bool found);             /* charge and count one poll call */
void emu_acted(void);                            /* the calling thread did more than poll */
EMU_API int emu_finish_sync(struct emu_queue *queue, struct emu_request *request, uint64_t timeout_ns);
EMU_API bool emu_device_lost(void);              /* reset was injected */
EMU_API void emu_count_error(void);
struct emu_counters emu_counters(void);
void emu_counters_reset(void);

/* --- the recorder outside the program (record.c) --- */

enum emu_recorded { EMU_RECORDED_DONE, EMU_RECORDED_COMPRESSED, EMU_RECORDED_DECOMPRESSED };

EMU_API void emu_record(const char *device, uint64_t bytes_in, uint64_t bytes_out); /* one request was done */
/* Both sides of one request of raw deflate, where the recorder asks for contents. */
EMU_API void emu_record_content(enum emu_recorded kind, const void *in, size_t in_length, const void *out, size_t out_length);
void emu_record_flush(void);
void emu_record_forked(void);

/* --- pages (pages.c) --- */

/* Bytes from `address` on that a device can access, up to the first page that is not in memory or, when serving, that
   nobody can bring in; `served` counts those brought in. */
EMU_API size_t emu_accessible(uint64_t address, size_t length, bool write, bool serve, unsigned *served);
EMU_API bool emu_mapped(uint64_t address, size_t length); /* in memory or not */
EMU_API bool emu_store(uint64_t address, const void *data, size_t length); /* false: it cannot be written; brings pages in */

/* --- the helper core (helper.c) --- */

void emu_helper_reserve(void);                       /* for the calling thread and those it starts */
EMU_API void emu_helper_give(struct emu_job *job);   /* its work runs as soon as what was given before is done */
EMU_API void emu_helper_await(struct emu_job *job, bool spins); /* spins: as who looks at memory, for a while */
void emu_helper_drain(void);                         /* waits until nothing is left to do, for a second at most */
uint64_t emu_helper_cpu(void);                       /* CPU time of this process that the helper used */
void emu_helper_thread(void);                        /* the calling thread is no part of the program (vclock.c) */

/* --- records (stats.c) --- */

EMU_API void emu_stats_describe(int (*device)(char *text, size_t size)); /* one more device: `"name":{…}`, as snprintf */
void emu_stats_begin(void);                      /* load where this process starts on the timeline */
void emu_stats_write(void);                      /* <stats>/<pid>.json, once per process */
void emu_stats_before_exec(void);
void emu_stats_exec_failed(void);
void emu_stats_before_spawn(void);
void emu_stats_after_fork(uint64_t start_ns);
uint64_t emu_stats_end_of(int pid);              /* virtual end of a child, 0 when it left no record */

#endif
