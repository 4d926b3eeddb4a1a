/* IAA devices at work: submission, completion, counters. Queues and engines are shared by all processes (service.c). */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "iaa.h"
#include "shared.h"

/* This process's part. */
static struct {
    pthread_mutex_t lock;
    struct emu_counters counters;
    uint64_t requests, missing_pages;
    unsigned in_flight;
    _Atomic unsigned waiting; /* helper core: entries of the library's queues that are taken */
    bool lost;
} own = {.lock = PTHREAD_MUTEX_INITIALIZER};

static uint64_t ns_of(double seconds)
{
    return emu_seconds_to_ns(seconds);
}

static uint64_t now_ns(void)
{
    return emu_config()->mode == EMU_WALL ? emu_real_ns(CLOCK_MONOTONIC) : emu_now();
}

/* --- queues, whose entries belong to all processes of the run --- */

static unsigned free_in(unsigned device, unsigned first, unsigned size, uint64_t now)
{
    const struct iaa_line *line = &emu_board()->timeline.iaa[device];
    unsigned count = 0;
    for (unsigned i = first; i < first + size && i < IAA_SLOTS; i++) {
        count += line->starts_ns[i] <= now;
    }
    return count;
}

static unsigned free_entries(uint32_t queue, uint64_t now)
{
    const struct iaa_params *params = iaa_params();
    unsigned count = 0;
    if (queue != EMU_ANY_QUEUE) {
        const struct dsa_queue *one = &dsa_config()->queues[queue];
        return free_in(one->device, one->first_entry, one->size, now);
    }
    for (unsigned i = 0; i < params->devices; i++) {
        count += free_in(i, 0, params->queue_size, now);
    }
    return count;
}

/* What the device process has not seen yet may take an entry each. */
static bool has_room(uint32_t queue, uint64_t now)
{
    if (!emu_asked_by_others() && free_entries(queue, now) > emu_asked_by_us()) {
        return true;
    }
    emu_ask_all_answered();
    return free_entries(queue, now) > 0;
}

/* On the helper core nothing is booked. Entries of a queue of the driver's are its own business. */
static int take_entry(struct iaa_request *request, uint32_t queue, uint64_t now)
{
    const struct iaa_params *params = iaa_params();
    request->done_ns = now;
    if (queue != EMU_ANY_QUEUE) {
        return 0;
    }
    if (own.waiting >= params->devices * params->queue_size) {
        return -EAGAIN;
    }
    own.waiting++;
    return 0;
}

void iaa_begun(void)
{
    own.waiting--;
}

/* --- booking --- */

static int book(struct iaa_request *request, uint32_t queue, uint64_t now)
{
    if (emu_config()->helper) {
        return take_entry(request, queue, now);
    }
    if (!has_room(queue, now)) {
        return -EAGAIN;
    }
    struct emu_message message = {.asked = EMU_ASK_IAA, .queue = queue, .at_ns = now};
    message.book.work = request->kind;
    message.book.bytes = request->bytes;
    message.book.check_bytes = request->check_bytes;
    message.book.slowdown = request->faults.slowdown;
    request->ticket = emu_ask(&message, &request->answer);
    request->asked = true;
    return 0;
}

void iaa_settle(struct iaa_request *request)
{
    if (!request->asked) {
        return;
    }
    emu_settle(request->ticket);
    request->asked = false;
    request->done_ns = request->answer.done_ns + request->missing_pages * ns_of(iaa_params()->fault_serve_s);
    request->done_ns = request->at_least_ns > 0 ? request->at_least_ns : request->done_ns;
    pthread_mutex_lock(&own.lock);
    own.counters.busy_ns += request->answer.busy_ns;
    pthread_mutex_unlock(&own.lock);
}

/* What a request that was taken changes for this process. */
static void taken(struct iaa_request *request, uint64_t now)
{
    own.requests++;
    own.lost = (request->faults.kinds & EMU_FAULT_RESET) != 0;
    if ((request->faults.kinds & EMU_FAULT_HANG) != 0) {
        request->at_least_ns = now + IAA_WATCHDOG_NS;
        request->done_ns = request->at_least_ns;
    }
    own.in_flight++;
    own.counters.max_in_flight = own.in_flight > own.counters.max_in_flight ? own.in_flight : own.counters.max_in_flight;
}

static int submit(struct iaa_request *request, uint32_t queue, uint64_t now, bool refused)
{
    pthread_mutex_lock(&own.lock);
    request->faults = emu_faults_at("iaa", own.requests, request->operation);
    int rc = own.lost || refused ? -EAGAIN : book(request, queue, now);
    if (rc == 0) {
        taken(request, now);
    }
    pthread_mutex_unlock(&own.lock);
    return rc;
}

int iaa_submit(struct iaa_request *request)
{
    emu_pace_processes();
    emu_charge(ns_of(iaa_params()->engine.submit_s));
    int rc = submit(request, EMU_ANY_QUEUE, now_ns(), emu_fault_refuses("iaa"));
    iaa_retried(rc != 0);
    return rc;
}

int iaa_submit_to(struct iaa_request *request, unsigned queue, uint64_t now)
{
    return submit(request, queue, now, false);
}

void iaa_retried(bool retried)
{
    pthread_mutex_lock(&own.lock);
    own.counters.retries += retried;
    pthread_mutex_unlock(&own.lock);
}

/* --- completion --- */

void iaa_looked(uint64_t polls, uint64_t empty)
{
    pthread_mutex_lock(&own.lock);
    own.counters.polls += polls;
    own.counters.empty_polls += empty;
    pthread_mutex_unlock(&own.lock);
}

bool iaa_poll(struct iaa_request *request)
{
    const struct emu_params *params = &iaa_params()->engine;
    emu_pace_processes();
    iaa_settle(request);
    bool done = request->done_ns <= now_ns() && request->job.given != EMU_GIVEN;
    emu_charge(ns_of(done ? params->poll_s : params->empty_poll_s));
    iaa_looked(1, !done);
    return done;
}

/* The library spins: the time up to the completion is CPU time. */
void iaa_wait(struct iaa_request *request)
{
    const struct emu_params *params = &iaa_params()->engine;
    iaa_settle(request);
    uint64_t now = now_ns(), wait = request->done_ns > now ? request->done_ns - now : 0, look = ns_of(params->empty_poll_s);
    if (emu_config()->mode == EMU_WALL) {
        emu_real_sleep(wait);
        emu_helper_await(&request->job, true);
    } else {
        emu_charge(wait);
        emu_pace_processes();
    }
    emu_charge(ns_of(params->poll_s));
    iaa_looked(1 + (look > 0 ? wait / look : 0), look > 0 ? wait / look : 0);
}

void iaa_was_busy(uint64_t busy_ns)
{
    pthread_mutex_lock(&own.lock);
    own.counters.busy_ns += busy_ns;
    pthread_mutex_unlock(&own.lock);
}

void iaa_finished(bool good, uint64_t bytes_in, uint64_t bytes_out, unsigned missing_pages)
{
    pthread_mutex_lock(&own.lock);
    own.in_flight--;
    own.missing_pages += missing_pages;
    own.counters.ops += good;
    own.counters.errors += !good;
    own.counters.bytes_in += good ? bytes_in : 0;
    own.counters.bytes_out += good ? bytes_out : 0;
    pthread_mutex_unlock(&own.lock);
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
    pthread_mutex_init(&own.lock, NULL);
    own.in_flight = 0;
    own.requests = 0;
    own.waiting = 0;
    own.counters = (struct emu_counters){0};
}

__attribute__((constructor)) static void begin(void)
{
    pthread_atfork(NULL, NULL, forked);
    emu_stats_describe(describe);
}
