/* IAA devices at work: entries of their queues, engines, counters. Queues and engines are shared by all processes. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "iaa.h"
#include "shared.h"

#define WATCHDOG_NS 10000000ULL /* after which a hung engine is given up */

struct device {
    struct emu_model model;
    uint64_t starts_ns[IAA_SLOTS]; /* an entry is free again when an engine takes its descriptor */
};

_Static_assert(sizeof(struct device) * IAA_MAX_DEVICES <= EMU_AREA_WORDS * sizeof(uint64_t), "the shared area is too small");

/* This process's part; written under the lock of the timelines. */
static struct {
    struct emu_counters counters;
    uint64_t requests, missing_pages;
    unsigned in_flight;
    bool lost;
} own;

static uint64_t ns_of(double seconds)
{
    return emu_seconds_to_ns(seconds);
}

static uint64_t now_ns(void)
{
    return emu_config()->mode == EMU_WALL ? emu_real_ns(CLOCK_MONOTONIC) : emu_now();
}

/* --- booking --- */

static uint64_t *free_entry(struct device *device, unsigned first, unsigned size, uint64_t now)
{
    for (unsigned i = first; i < first + size && i < IAA_SLOTS; i++) {
        if (device->starts_ns[i] <= now) {
            return &device->starts_ns[i];
        }
    }
    return NULL;
}

static uint64_t earliest(const struct device *device, unsigned engines)
{
    uint64_t best = device->model.engine_free_ns[0];
    for (unsigned i = 1; i < engines; i++) {
        best = device->model.engine_free_ns[i] < best ? device->model.engine_free_ns[i] : best;
    }
    return best;
}

static uint64_t book(struct device *device, const struct iaa_request *request, uint64_t now)
{
    const struct iaa_params *params = iaa_params();
    struct emu_params engine = params->engine;
    bool compresses = request->kind == IAA_WORK_FIXED || request->kind == IAA_WORK_DYNAMIC;
    uint64_t busy = device->model.busy_ns;
    engine.slowdown *= request->faults.slowdown;
    uint64_t done = emu_model_book(&device->model, &engine, now, compresses ? EMU_COMPRESS : EMU_DECOMPRESS,
                                   request->kind == IAA_WORK_DYNAMIC ? 6 : 1, request->bytes);
    if (request->check_bytes > 0) {
        uint64_t again = done + ns_of(params->engine.poll_s) + ns_of(params->engine.submit_s);
        done = emu_model_book(&device->model, &engine, again, EMU_DECOMPRESS, 1, request->check_bytes);
    }
    own.counters.busy_ns += device->model.busy_ns - busy;
    return done + request->missing_pages * ns_of(params->fault_serve_s);
}

static int enter(struct iaa_request *request, struct device *device, uint64_t *entry, uint64_t now)
{
    unsigned engines = iaa_params()->engine.engines < 1 ? 1 : iaa_params()->engine.engines;
    uint64_t start = earliest(device, engines);
    *entry = start > now ? start : now;
    request->done_ns = book(device, request, now);
    return 0;
}

/* The device with the earliest engine, as the library goes round them. */
static int place(struct iaa_request *request, struct device *devices, uint64_t now)
{
    const struct iaa_params *params = iaa_params();
    unsigned engines = params->engine.engines < 1 ? 1 : params->engine.engines;
    struct device *best = NULL;
    uint64_t *entry = NULL;
    for (unsigned i = 0; i < params->devices; i++) {
        uint64_t *found = free_entry(&devices[i], 0, params->queue_size, now);
        if (found != NULL && (best == NULL || earliest(&devices[i], engines) < earliest(best, engines))) {
            best = &devices[i];
            entry = found;
        }
    }
    return best == NULL ? -EAGAIN : enter(request, best, entry, now);
}

/* What a request that was taken changes for this process. */
static void taken(struct iaa_request *request, uint64_t now)
{
    own.requests++;
    own.lost = (request->faults.kinds & EMU_FAULT_RESET) != 0;
    request->done_ns = (request->faults.kinds & EMU_FAULT_HANG) != 0 ? now + WATCHDOG_NS : request->done_ns;
    own.missing_pages += request->missing_pages;
    own.in_flight++;
    own.counters.max_in_flight = own.in_flight > own.counters.max_in_flight ? own.in_flight : own.counters.max_in_flight;
}

int iaa_submit(struct iaa_request *request)
{
    emu_pace_processes();
    emu_charge(ns_of(iaa_params()->engine.submit_s));
    struct device *devices = emu_area_lock(EMU_AREA_IAA);
    uint64_t now = now_ns();
    bool refused = own.lost || emu_fault_refuses("iaa");
    request->faults = emu_faults_at("iaa", own.requests, request->operation);
    int rc = refused ? -EAGAIN : place(request, devices, now);
    own.counters.retries += rc != 0;
    if (rc == 0) {
        taken(request, now);
    }
    emu_device_unlock();
    return rc;
}

int iaa_submit_to(struct iaa_request *request, unsigned device, unsigned first, unsigned count, uint64_t now)
{
    struct device *devices = emu_area_lock(EMU_AREA_IAA);
    uint64_t *entry = own.lost ? NULL : free_entry(&devices[device], first, count, now);
    request->faults = emu_faults_at("iaa", own.requests, request->operation);
    if (entry != NULL) {
        enter(request, &devices[device], entry, now);
        taken(request, now);
    }
    emu_device_unlock();
    return entry != NULL ? 0 : -EAGAIN;
}

void iaa_retried(bool retried)
{
    emu_area_lock(EMU_AREA_IAA);
    own.counters.retries += retried;
    emu_device_unlock();
}

/* --- completion --- */

void iaa_looked(uint64_t polls, uint64_t empty)
{
    emu_area_lock(EMU_AREA_IAA);
    own.counters.polls += polls;
    own.counters.empty_polls += empty;
    emu_device_unlock();
}

bool iaa_poll(const struct iaa_request *request)
{
    const struct emu_params *params = &iaa_params()->engine;
    emu_pace_processes();
    bool done = request->done_ns <= now_ns();
    emu_charge(ns_of(done ? params->poll_s : params->empty_poll_s));
    iaa_looked(1, !done);
    return done;
}

/* The library spins: the time up to the completion is CPU time. */
void iaa_wait(const struct iaa_request *request)
{
    const struct emu_params *params = &iaa_params()->engine;
    uint64_t now = now_ns(), wait = request->done_ns > now ? request->done_ns - now : 0, look = ns_of(params->empty_poll_s);
    if (emu_config()->mode == EMU_WALL) {
        emu_real_sleep(wait);
    } else {
        emu_charge(wait);
        emu_pace_processes();
    }
    emu_charge(ns_of(params->poll_s));
    iaa_looked(1 + (look > 0 ? wait / look : 0), look > 0 ? wait / look : 0);
}

void iaa_finished(bool good, uint64_t bytes_in, uint64_t bytes_out)
{
    emu_area_lock(EMU_AREA_IAA);
    own.in_flight--;
    own.counters.ops += good;
    own.counters.errors += !good;
    own.counters.bytes_in += good ? bytes_in : 0;
    own.counters.bytes_out += good ? bytes_out : 0;
    emu_device_unlock();
    if (good) {
        emu_record("iaa", bytes_in, bytes_out);
    }
}

void iaa_on_cpu(double bandwidth, uint64_t bytes)
{
    emu_charge(bandwidth > 0 ? ns_of((double)bytes / bandwidth) : 0);
}

/* --- records of the run --- */

static int describe(char *text, size_t size)
{
    const struct emu_counters *c = &own.counters;
    if (!iaa_params()->present) {
        return 0;
    }
    return snprintf(text, size,
                    "\"iaa\":{\"ops\":%" PRIu64 ",\"bytes_in\":%" PRIu64 ",\"bytes_out\":%" PRIu64 ",\"retries\":%" PRIu64
                    ",\"polls\":%" PRIu64 ",\"empty_polls\":%" PRIu64 ",\"errors\":%" PRIu64 ",\"max_in_flight\":%" PRIu64
                    ",\"busy_ns\":%" PRIu64 ",\"faults\":%" PRIu64 "}",
                    c->ops, c->bytes_in, c->bytes_out, c->retries, c->polls, c->empty_polls, c->errors, c->max_in_flight,
                    c->busy_ns, own.missing_pages);
}

static void forked(void)
{
    own.in_flight = 0;
    own.requests = 0;
    own.counters = (struct emu_counters){0};
}

__attribute__((constructor)) static void begin(void)
{
    pthread_atfork(NULL, NULL, forked);
    emu_stats_describe(describe);
}
