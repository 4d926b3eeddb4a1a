/* Discrete-event simulation of services that share devices: the values that Python passes, seconds and bytes. */
#ifndef ACCEL_SIM_H
#define ACCEL_SIM_H

#include <stdint.h>

enum sim_law { SIM_FIXED, SIM_EXPONENTIAL, SIM_LOGNORMAL };
enum sim_arrivals { SIM_NONE, SIM_OPEN, SIM_CLOSED, SIM_TRACE };
enum sim_full { SIM_FALL_BACK, SIM_RETRY, SIM_WAIT };

/* One device operation of a service's chain. */
struct sim_step {
    double fixed_s, per_byte_s; /* engine time */
    double scv;                 /* of a factor on the engine time */
    double after_s;             /* from the engine's end until the next may see it */
    double cpu_s, cpu_per_byte_s; /* the same on a core, when the queue refuses */
    int32_t law, queue, chained, pad; /* chained: the next step starts without the core */
};

struct sim_service {
    double rate, arrival_scv;       /* open: requests per second */
    double think_s;                 /* closed */
    double pre_s, post_s, host_scv; /* host demand before the first submission and after the last completion */
    double submit_s, poll_s;        /* per descriptor */
    double notice_s;                /* a completion is noticed up to this late */
    double backoff_s, retry_s;      /* between tries, and core time of each */
    double net_s;                   /* one way, to this service */
    double spill;                   /* share of descriptors that go to the core at once */
    double threshold_bytes;         /* smaller ones stay on the core */
    int32_t arrivals, arrival_law, burst, clients;
    int32_t host, host_law, threads, slots;
    int32_t asynchronous, busy_poll, window, descriptors;
    int32_t step_first, step_count, size_first, size_count;
    int32_t call_first, call_count, parallel_calls, retries;
    int32_t trace_first, trace_count, sample_first, sample_count;
};

struct sim_call {
    double mean;
    int32_t service, pad;
};

struct sim_queue {
    double weight, bytes_per_s; /* priority weight; rate limit or 0 */
    int32_t group, capacity, full, hold; /* hold: the slot is free at completion, else when an engine takes it */
};

struct sim_group {
    int32_t engines, bus, strict, pad; /* bus: -1 or the bandwidth it shares */
};

struct sim_model {
    double until_s, warmup_s, memory_bytes_per_s;
    uint64_t seed;
    const struct sim_service *services;
    const struct sim_step *steps;
    const struct sim_call *calls;
    const struct sim_queue *queues;
    const struct sim_group *groups;
    const double *bus_bytes_per_s, *size_bytes, *size_cumulative;
    const double *trace_arrival_s, *trace_service_s;
    const int32_t *host_cores;
    int64_t most_events;
    int32_t service_count, queue_count, group_count, bus_count, host_count, pad;
};

struct sim_tally { /* per service */
    double core_s, device_s;
    int64_t arrived, finished, sampled, descriptors, refused, fallbacks, retried;
};

struct sim_queue_tally {
    double wait_s, busy_s;
    int64_t served, refused, most;
};

struct sim_result {
    double *sample_total_s, *sample_own_s; /* by service: from sample_first, sample_count at most */
    int64_t *sample_index;                 /* which request of the service */
    struct sim_tally *tallies;
    struct sim_queue_tally *queues;
    double now_s;
    int64_t events;
};

/* 0, -ENOMEM, -EINVAL for a model without sense, -EOVERFLOW when `most_events` did not suffice. */
int sim_run(const struct sim_model *model, struct sim_result *result);

/* --- what the files share --- */

struct sim_event {
    double at;
    uint64_t order;
    int32_t kind, id;
};

struct sim_heap {
    struct sim_event *events;
    uint64_t next;
    int64_t used, room;
};

int sim_push(struct sim_heap *heap, double at, int32_t kind, int32_t id);
struct sim_event sim_pop(struct sim_heap *heap);

uint64_t sim_mix(uint64_t a, uint64_t b);
double sim_uniform(uint64_t *state); /* above 0, below 1 */
double sim_draw(uint64_t *state, int32_t law, double mean, double scv);

#endif
