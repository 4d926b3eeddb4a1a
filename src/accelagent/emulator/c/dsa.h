/* Emulated DSA devices behind /dev/dsa and /sys/bus/dsa: shared between the dsa_*.c files.
   Times are nanoseconds on the virtual timeline (emu.h). */
#ifndef EMU_DSA_H
#define EMU_DSA_H

#include <linux/idxd.h>

#include "emu.h"

#define DSA_MAX_DEVICES 8
#define DSA_MAX_QUEUES 64
#define DSA_MAX_ENGINES 4
#define DSA_PAGE 4096
#define DSA_NAME 24

/* of the second generation, which older kernel headers do not have */
#define DSA_OPCODE_TRANSL_FETCH 0x0a
#define DSA_OPCODE_DIX_GEN 0x17

/* --- parameters (dsa_config.c) --- */

#define DSA_POINTS 12

/* Seconds by size, ascending; linear in between. */
struct dsa_table {
    unsigned count;
    double bytes[DSA_POINTS], seconds[DSA_POINTS];
};

struct dsa_params {
    double submit_s, submit_movdir64b_s, submit_write_s; /* host CPU */
    double batch_dispatch_s, batch_overhead_s;           /* per descriptor of a batch; once per batch */
    double poll_s, empty_poll_s;
    double umwait_wake_s, umwait_limit_s;
    double fault_stop_s, fault_serve_s;                  /* BOF = 0: until the record says so; BOF = 1: per page */
    double move_bandwidth, compare_bandwidth;
    struct dsa_table latency_move, latency_move_misaligned, latency_fill, latency_compare; /* submission to poll */
    struct dsa_table engine_move, engine_move_half, engine_move_misaligned;                /* engine time, pipelined */
    unsigned engines, overlap_copy, write_retries, generation;
    double tsc_frequency;
    double slowdown;                                     /* of the engines; 1: as calibrated */
    uint64_t max_request_bytes;
    unsigned max_batch;
    struct emu_place place;
};

#define DSA_ENTRIES 128 /* of all queues of a device */

struct dsa_queue {
    char name[DSA_NAME];                                 /* wqX.Y */
    unsigned device;
    unsigned size;
    unsigned first_entry;                                /* of the device's entries, those from here on are its own */
    unsigned place;                                      /* among the device's queues */
    unsigned group, priority;                            /* priority: 1 to 15, a weight among the queues of its group */
    bool shared;
    bool analytics;                                      /* of an IAA device */
};

#define DSA_MAX_GROUPS 4
#define DSA_MAX_PLACES 8 /* queues of a device */

struct dsa_config {
    struct dsa_params params;
    struct dsa_queue queues[DSA_MAX_QUEUES];
    unsigned queue_count, dsa_devices;
    unsigned group_of_engine[DSA_MAX_DEVICES][DSA_MAX_ENGINES];
    bool privileged;                                     /* CAP_SYS_RAWIO: the portal may be mapped */
    bool configurable;                                   /* devices are as after boot: attributes may be written */
    char root[3072];                                     /* private /sys and /dev; empty: no device */
};

EMU_API const struct dsa_config *dsa_config(void);

/* --- timing (dsa_model.c): pure --- */

/* A queue as the arbiter of its group sees it. */
struct dsa_turn {
    uint64_t fair_ns;                                    /* when its share of the engines has served what it has booked */
    uint64_t until_ns;                                   /* when an engine ends the last of that */
    uint64_t last_ns;                                    /* engine time of the last */
};

struct dsa_model {
    uint64_t engine_free_ns[DSA_MAX_ENGINES];
    struct dsa_turn turns[DSA_MAX_PLACES];
    uint64_t dispatch_free_ns;
    uint64_t busy_ns;
    uint64_t booked;                                     /* descriptors */
};

/* What all processes share of a device. */
struct dsa_line {
    struct dsa_model model;
    uint64_t starts_ns[DSA_ENTRIES];                     /* an entry is free again when an engine takes its descriptor */
};

struct dsa_slot {
    uint64_t start_ns;                                   /* an engine takes it: its queue entry is free again */
    uint64_t done_ns;                                    /* the completion record can be seen */
};

/* The engines that a queue's descriptors may take, and who else draws on them; `engines` is a set of bits. */
struct dsa_lane {
    unsigned engines, place;
    unsigned weights[DSA_MAX_PLACES];                    /* by place; 0: of another group, or no queue */
};

/* Books `bytes` of a descriptor's work, which may be less than it asks for, plus `extra_ns` of engine time. */
struct dsa_slot dsa_book(struct dsa_model *model, const struct dsa_params *params, const struct dsa_lane *lane,
                         const struct dsa_hw_desc *desc, uint64_t bytes, uint64_t now_ns, uint64_t extra_ns);
/* The lane of a queue among those of its group. */
struct dsa_lane dsa_lane(const struct dsa_config *config, const struct dsa_queue *queue);
/* From submission until it is done, at the least; a batch: 0. */
EMU_API uint64_t dsa_least_ns(const struct dsa_params *params, const struct dsa_hw_desc *desc, uint64_t bytes);
/* A batch: when the batch unit takes it and when its list is there. The unit fetches a list while earlier batches are
   still handed out, and takes no engine's time. */
struct dsa_slot dsa_batch(struct dsa_model *model, const struct dsa_params *params, uint64_t now_ns);
/* When the batch unit hands out its next descriptor. */
uint64_t dsa_dispatch(struct dsa_model *model, const struct dsa_params *params, uint64_t now_ns);

/* --- operations (dsa_check.c, dsa_ops.c) --- */

struct dsa_plan {
    uint8_t status;                                      /* 0: go; else how it ends before or at `bytes` */
    uint32_t bytes;                                      /* served until a fault, or all */
    uint32_t invalid_flags;
    uint64_t fault_addr;
    unsigned served;                                     /* pages that were not there and are now (BOF) */
    bool faulted;
};

struct dsa_outcome {
    uint8_t status, result;
    uint32_t bytes_completed;
    uint64_t value, more;                                /* CRC, size of a delta record, or integrity tags; the record's rest */
};

uint8_t dsa_check(const struct dsa_hw_desc *desc, const struct dsa_params *params, bool in_batch, uint32_t *invalid);
struct dsa_plan dsa_plan(const struct dsa_hw_desc *desc, const struct dsa_params *params, bool in_batch);
void dsa_poison(const struct dsa_hw_desc *desc, uint32_t bytes);
struct dsa_outcome dsa_perform(const struct dsa_hw_desc *desc, uint32_t bytes);
uint64_t dsa_bytes_in(const struct dsa_hw_desc *desc);
uint64_t dsa_bytes_out(const struct dsa_hw_desc *desc);
uint32_t dsa_crc32c(uint32_t state, const uint8_t *data, size_t length, bool reflected);

/* Integrity fields (dsa_dif.c). */
bool dsa_is_dif(unsigned opcode);
uint8_t dsa_dif_check(const struct dsa_hw_desc *desc);
uint64_t dsa_dif_written(const struct dsa_hw_desc *desc); /* bytes at the destination */
struct dsa_outcome dsa_dif_perform(const struct dsa_hw_desc *desc, uint32_t bytes);

/* --- devices (dsa_ring.c, dsa_submit.c, dsa_wait.c) --- */

enum dsa_submission { DSA_ENQCMD, DSA_MOVDIR64B, DSA_WRITE };

/* 0; -EAGAIN: the queue is full or of the other kind. What MOVDIR64B cannot place is lost, as there. */
int dsa_submit(const struct dsa_queue *queue, const struct dsa_hw_desc *desc, enum dsa_submission how);
void dsa_poll(const volatile void *record);
void dsa_umwait(const volatile void *record, uint64_t tsc_deadline);
void dsa_yielded(void);                                  /* sched_yield() with work in flight */
void dsa_tpause(uint64_t tsc_deadline);
uint64_t dsa_tsc(void);
bool dsa_progress(void);                                 /* completes what is due; true: something was */
bool dsa_spun(bool forced);                              /* a loop that only reads memory: time passes to the next completion */
bool dsa_in_flight(void);
uint64_t dsa_progress_count(void);                       /* submissions and completions */
void dsa_device_forked(void);

/* --- device nodes and files (dsa_node.c, dsa_files.c) --- */

const struct dsa_queue *dsa_queue_at(const void *portal); /* NULL: no portal of this process */
const char *dsa_rewrite(const char *path, char *buffer, size_t size); /* the private place of a device path, or path */
int dsa_node_opened(int fd, const char *path);           /* fd, or -1 with errno: EBUSY */
const struct dsa_queue *dsa_queue_of(int fd);
unsigned dsa_minor(const char *path);                    /* of a queue's node, by its place among the queues */
void dsa_node_forked(void);

/* --- instructions that this processor may lack, and loops that only look at memory (dsa_trap.c, dsa_watch.c) --- */

void dsa_traps_install(void);
uint64_t dsa_trap_return_ns(void);                       /* CPU time from the end of a handler back to the program */
bool dsa_instruction(void *context);                     /* serves the instruction at the context's address */
void dsa_probe_after_submission(void);
bool dsa_waits_by_hook(void);                            /* the program waits by the header's functions (dsa_node.c) */
void dsa_probe_at(void *context);                        /* the same from a signal handler, for where it returns to */
void dsa_watch(void);                                    /* starts the observer of pure loops, once */
void dsa_watch_wake(void);
void dsa_watch_forked(void);
int dsa_probe_signal(void);

#endif
