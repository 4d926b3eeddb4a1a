/* Request queues over the device model: booking at submission, work and delivery at completion. */
#include <errno.h>
#include <string.h>

#include "shared.h"

#define NAME "qat" /* in rules of faults */

/* This process's part of the device: its requests and counters. Engines and bandwidth are shared by all processes. */
static struct {
    pthread_mutex_t lock;
    struct emu_counters counters;
    uint64_t requests;
    unsigned in_flight;
    _Atomic uint64_t busy_ns; /* engine time of its requests, as far as it is known */
    _Atomic bool lost;
    uint64_t lost_ns;
} device = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* All that were ever made: what a thread that only polls waits for may be in any of them. */
#define MAX_QUEUES 1024
static struct emu_queue *known[MAX_QUEUES];
static _Atomic unsigned known_count;

static void know(struct emu_queue *queue)
{
    unsigned n = known_count;
    for (unsigned i = 0; i < n; i++) {
        if (known[i] == queue) {
            return;
        }
    }
    if (n < MAX_QUEUES) {
        known[n] = queue;
        known_count = n + 1;
    }
}

void emu_queue_init(struct emu_queue *queue, unsigned depth)
{
    know(queue);
    memset(queue, 0, sizeof *queue);
    pthread_mutex_init(&queue->lock, NULL);
    queue->tail = &queue->head;
    queue->depth = depth;
}

/* The answer comes when it is needed: until then more requests gather, and one wait answers them all. */
static void ask(struct emu_request *request, enum emu_work work, unsigned level)
{
    struct emu_message message = {
        .asked = EMU_ASK_QAT,
        .at_ns = emu_now(),
        .book = {.work = work, .level = level, .bytes = request->bytes_timed, .slowdown = request->faults.slowdown}};
    request->ticket = emu_ask(&message, &request->answer);
    request->asked = true;
}

/* With the queue's lock held. A ring answers in order, and so are its requests settled. */
static void settle(struct emu_queue *queue, struct emu_request *upto)
{
    for (struct emu_request *r = queue->head; upto->asked && r != NULL; r = r->next) {
        if (r->asked) {
            emu_settle(r->ticket);
            r->asked = false;
            r->done_ns = r->answer.done_ns > queue->last_done_ns ? r->answer.done_ns : queue->last_done_ns;
            queue->last_done_ns = r->done_ns;
            atomic_fetch_add(&device.busy_ns, r->answer.busy_ns);
        }
    }
}

void emu_queue_settle(struct emu_queue *queue)
{
    for (struct emu_request *r = queue->head; r != NULL; r = r->next) {
        settle(queue, r);
    }
}

static void book(struct emu_queue *queue, struct emu_request *request, enum emu_work work, unsigned level)
{
    request->asked = false;
    request->job.given = EMU_GIVEN_NOT;
    if (emu_config()->helper) {
        request->done_ns = queue->last_done_ns = emu_now();
    } else {
        ask(request, work, level);
    }
    request->lost = (request->faults.kinds & EMU_FAULT_HANG) != 0;
    device.in_flight++;
    if (device.in_flight > device.counters.max_in_flight) {
        device.counters.max_in_flight = device.in_flight;
    }
}

static int admit(struct emu_queue *queue, struct emu_request *request, enum emu_work work, unsigned level)
{
    if (!device.lost && queue->used >= queue->depth) {
        device.counters.retries++;
        return -EAGAIN;
    }
    if (!device.lost) {
        request->index = device.requests++;
        const char *family = work == EMU_COMPRESS ? "compress" : "decompress";
        request->faults = emu_faults_at(NAME, request->index, request->operation != NULL ? request->operation : family);
        device.lost = (request->faults.kinds & EMU_FAULT_RESET) != 0;
        device.lost_ns = emu_now();
    }
    if (device.lost) {
        device.counters.errors++;
        return -ENODEV;
    }
    book(queue, request, work, level);
    return 0;
}

static void append(struct emu_queue *queue, struct emu_request *request)
{
    request->next = NULL;
    *queue->tail = request;
    queue->tail = &request->next;
    queue->used++;
}

static bool helped(const struct emu_request *request)
{
    return request->job.given != EMU_GIVEN_NOT;
}

static void work_of(struct emu_job *job)
{
    struct emu_request *request = (struct emu_request *)(void *)((char *)job - offsetof(struct emu_request, job));
    request->work(request);
}

static void give(struct emu_request *request)
{
    request->job.work = work_of;
    request->job.deliver = NULL;
    request->job.slowdown = request->faults.slowdown;
    emu_helper_give(&request->job);
}

static void await(struct emu_request *request)
{
    emu_helper_await(&request->job, false);
    request->done_ns = request->job.done_ns;
}

static bool works_early(const struct emu_request *request)
{
    return emu_config()->eager && !emu_config()->helper && (request->faults.kinds & ~(unsigned)EMU_FAULT_SLOW) == 0;
}

int emu_submit(struct emu_queue *queue, struct emu_request *request, enum emu_work work, unsigned level)
{
    emu_acted();
    emu_pace_processes();
    emu_charge(emu_seconds_to_ns(emu_config()->device.submit_s));
    pthread_mutex_lock(&device.lock);
    pthread_mutex_lock(&queue->lock);
    bool refused = emu_fault_refuses(NAME);
    device.counters.retries += refused;
    int rc = refused ? -EAGAIN : admit(queue, request, work, level);
    if (rc == 0) {
        if (!emu_config()->helper) {
            void (*first)(struct emu_request *) = works_early(request) ? request->work : request->accept;
            first(request); /* before the request becomes visible to pollers */
        }
        append(queue, request);
        if (emu_config()->helper && !request->lost) {
            give(request);
        }
    }
    pthread_mutex_unlock(&queue->lock);
    pthread_mutex_unlock(&device.lock);
    return rc;
}

static void unlink_request(struct emu_queue *queue, struct emu_request **place)
{
    struct emu_request *request = *place;
    *place = request->next;
    if (queue->tail == &request->next) {
        queue->tail = place;
    }
    queue->used--;
}

static bool ready(struct emu_request *request)
{
    if (helped(request)) {
        bool done = request->job.given == EMU_GIVEN_DONE;
        request->done_ns = done ? request->job.done_ns : request->done_ns;
        return done;
    }
    return device.lost || (!request->lost && request->done_ns <= emu_now());
}

static void complete(struct emu_request *request)
{
    if (helped(request)) {
        await(request); /* a device that was lost may still write to the program's memory */
    }
    request->failed = device.lost && (request->lost || request->done_ns > device.lost_ns);
    if (!request->failed && !works_early(request) && !helped(request)) {
        request->work(request);
    }
    pthread_mutex_lock(&device.lock);
    device.in_flight--;
    device.busy_ns += helped(request) ? request->job.done_ns - request->job.begun_ns : 0;
    device.counters.ops += !request->failed;
    device.counters.errors += request->failed;
    device.counters.bytes_in += request->failed ? 0 : request->bytes_in;
    device.counters.bytes_out += request->failed ? 0 : request->bytes_out;
    pthread_mutex_unlock(&device.lock);
    if (!request->failed) {
        emu_record(request->operation == NULL ? NAME : NAME "-cy", request->bytes_in, request->bytes_out);
    }
}

/* A poll that delivers nothing starts a wait, which ends with the completion that a later poll finds. */
static __thread struct {
    struct emu_queue *queue;
    uint64_t at_ns;
} fruitless;

static void begin_poll_wait(void)
{
    struct emu_queue *queue = fruitless.queue;
    if (queue != NULL) {
        pthread_mutex_lock(&queue->lock);
        if (queue->waiting_since_ns == 0 && queue->used > 0) {
            queue->waiting_since_ns = fruitless.at_ns;
        }
        pthread_mutex_unlock(&queue->lock);
    }
}

/* With the queue's lock held; returns the wait that this completion ends. */
static uint64_t end_poll_wait(struct emu_queue *queue, const struct emu_request *found)
{
    uint64_t since = queue->waiting_since_ns;
    queue->waiting_since_ns = 0;
    return since > 0 && found->done_ns > since ? found->done_ns - since : 0;
}

/* Whether those behind it in the ring are not due either: what they wait for is then not asked yet. */
static bool none_before(const struct emu_request *request)
{
    return !helped(request) && !device.lost && !request->lost && request->done_ns > emu_now();
}

/* Spinning takes processor time that the machine may not have: threads that poll for each other's sake fall behind, and
   what they hold up times out. One that has looked in vain for long, with next to nothing between its looks, is taken to the
   first moment at which it could find something; the time counts as spent polling. */
#define LOOKS 64
#define LOOKS_AGAIN 16
#define STEP_NS 10000 /* on average from one look to the next; with more it does something else as well */
#define STEP_MAX_NS 100000

static __thread struct {
    unsigned looks;
    uint64_t first_ns, last_ns;
} spin;

void emu_acted(void)
{
    struct emu_thread *self = spin.looks > 0 ? emu_self() : NULL;
    spin.looks = 0;
    if (self != NULL) {
        self->face->idles = 0;
    }
}

struct emu_request *emu_reap(struct emu_queue *queue)
{
    struct emu_request *found = NULL;
    uint64_t waited = 0;
    pthread_mutex_lock(&queue->lock);
    for (struct emu_request **place = &queue->head; *place != NULL; place = &(*place)->next) {
        settle(queue, *place);
        if (!(*place)->sync && ready(*place)) {
            found = *place;
            emu_acted(); /* nobody may take us for idle once it is not in the queue any more */
            unlink_request(queue, place);
            waited = end_poll_wait(queue, found);
            break;
        }
        if (none_before(*place)) {
            break;
        }
    }
    fruitless.queue = found == NULL ? queue : NULL;
    fruitless.at_ns = emu_now();
    pthread_mutex_unlock(&queue->lock);
    if (found != NULL) {
        complete(found);
        pthread_mutex_lock(&device.lock);
        device.counters.poll_wait_ns += waited;
        pthread_mutex_unlock(&device.lock);
    }
    return found;
}

/* On the fixed clock only charges move time, and looks that cost nothing would go on for ever. Who has looked at all
   its queues in vain is taken to their first completion; with nothing to come a step on, towards its own time-out. */
#define IDLE_STEP_NS 10000

static __thread struct {
    struct emu_queue *first;
    uint64_t soonest_ns;
} idle;

static uint64_t soonest_of(struct emu_queue *queue)
{
    uint64_t soonest_ns = UINT64_MAX;
    pthread_mutex_lock(&queue->lock);
    emu_queue_settle(queue);
    for (const struct emu_request *r = queue->head; r != NULL; r = r->next) {
        if (!r->lost && !r->sync && r->done_ns < soonest_ns) {
            soonest_ns = r->done_ns;
        }
    }
    pthread_mutex_unlock(&queue->lock);
    return soonest_ns;
}

static uint64_t idle_poll_ns(struct emu_queue *queue)
{
    uint64_t soonest_ns = soonest_of(queue), now_ns = emu_now();
    bool all_seen = idle.first == queue;
    if (idle.first == NULL || soonest_ns < idle.soonest_ns) {
        idle.soonest_ns = soonest_ns;
    }
    idle.first = all_seen ? NULL : idle.first != NULL ? idle.first : queue;
    if (!all_seen) {
        return 0;
    }
    return idle.soonest_ns == UINT64_MAX ? IDLE_STEP_NS : idle.soonest_ns > now_ns ? idle.soonest_ns - now_ns : 0;
}

static uint64_t soonest_of_all(void)
{
    uint64_t soonest_ns = UINT64_MAX;
    for (unsigned i = 0; i < known_count; i++) {
        uint64_t at_ns = known[i]->used > 0 ? soonest_of(known[i]) : UINT64_MAX;
        soonest_ns = at_ns < soonest_ns ? at_ns : soonest_ns;
    }
    return soonest_ns;
}

/* How many looks were skipped. */
static uint64_t skip(struct emu_thread *self, uint64_t now_ns)
{
    uint64_t changes = emu_changes();
    uint64_t until_ns = emu_idle_until(self, soonest_of_all(), changes);
    if (until_ns <= now_ns) {
        return 0;
    }
    uint64_t look_ns = (now_ns - spin.first_ns) / spin.looks;
    emu_charge(until_ns - now_ns);
    spin.looks = LOOKS;
    spin.last_ns = until_ns;
    spin.first_ns = until_ns - LOOKS * look_ns;
    return (until_ns - now_ns) / (look_ns + 1);
}

static uint64_t look_in_vain(void)
{
    struct emu_thread *self = emu_self();
    uint64_t now_ns = emu_now();
    if (self == NULL || emu_config()->mode != EMU_VIRTUAL) {
        return 0;
    }
    if (now_ns > spin.last_ns + STEP_MAX_NS || now_ns > spin.first_ns + (spin.looks + LOOKS) * STEP_NS) {
        spin.looks = 0;
    }
    if (spin.looks++ == 0) {
        spin.first_ns = now_ns;
    }
    spin.last_ns = now_ns;
    self->face->idles = spin.looks >= LOOKS && now_ns <= spin.first_ns + spin.looks * STEP_NS;
    return self->face->idles && spin.looks % LOOKS_AGAIN == 0 ? skip(self, now_ns) : 0;
}

void emu_polled(bool found)
{
    const struct emu_params *params = &emu_config()->device;
    uint64_t skipped = 0;
    if (found) {
        idle.first = NULL;
    } else {
        skipped = look_in_vain();
        begin_poll_wait();
        if (emu_config()->mode == EMU_FIXED && params->empty_poll_s <= 0 && fruitless.queue != NULL) {
            emu_charge(idle_poll_ns(fruitless.queue));
        }
    }
    fruitless.queue = NULL;
    emu_charge(emu_seconds_to_ns(found ? params->poll_s : params->empty_poll_s));
    pthread_mutex_lock(&device.lock);
    device.counters.polls += 1 + skipped;
    device.counters.empty_polls += !found + skipped;
    pthread_mutex_unlock(&device.lock);
}

static void take(struct emu_queue *queue, struct emu_request *request)
{
    pthread_mutex_lock(&queue->lock);
    for (struct emu_request **place = &queue->head; *place != NULL; place = &(*place)->next) {
        if (*place == request) {
            unlink_request(queue, place);
            break;
        }
    }
    pthread_mutex_unlock(&queue->lock);
}

int emu_finish_sync(struct emu_queue *queue, struct emu_request *request, uint64_t timeout_ns)
{
    bool hung = request->lost && !device.lost;
    pthread_mutex_lock(&queue->lock);
    settle(queue, request);
    pthread_mutex_unlock(&queue->lock);
    if (helped(request)) {
        await(request);
    } else {
        emu_wait_until(hung ? emu_now() + timeout_ns : request->done_ns);
    }
    take(queue, request);
    if (hung) {
        emu_count_error();
        return -ETIMEDOUT;
    }
    complete(request);
    emu_polled(true);
    return 0;
}

bool emu_device_lost(void)
{
    return device.lost;
}

void emu_count_error(void)
{
    pthread_mutex_lock(&device.lock);
    device.counters.errors++;
    pthread_mutex_unlock(&device.lock);
}

struct emu_counters emu_counters(void)
{
    struct emu_counters counters = device.counters;
    counters.busy_ns = device.busy_ns;
    return counters;
}

void emu_counters_reset(void)
{
    memset(&device, 0, sizeof device);
    pthread_mutex_init(&device.lock, NULL);
}
