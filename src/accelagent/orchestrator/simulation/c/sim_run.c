/* The event loop: requests take a thread and a core, submit descriptors, wait, call other services, and end. */
#include "sim.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ARRIVE, CLIENT, STAGE_END, ENGINE_END, VISIBLE, RETRY_NOW, DISPATCH, CALL, CALL_BACK };
enum { NONE = -1 };

struct request {
    double arrival, call_start, call_wait, stage_s, debt_s, busy_since;
    uint64_t random;
    int64_t index;
    int32_t service, caller, next;       /* next: in the list it waits in */
    int32_t issued, done, debt_done;     /* descriptors */
    int32_t submit_head, submit_tail;    /* descriptors for the next stage */
    int32_t going;                       /* those of this stage */
    int32_t pending_polls, call_at, call_left, calls_out;
    int8_t on_cpu, has_thread, has_core, started, posted, traced;
};

struct descriptor {
    double bytes, entered, engine_s;
    int32_t request, step, next, tries;
};

struct list {
    int32_t head, tail, length;
};

struct queue_state {
    double pass, next_ok;
    struct list waiting, backlog; /* backlog: software's own, in front of a full queue */
    int32_t taken, armed;
};

struct sim {
    const struct sim_model *m;
    struct sim_result *r;
    struct sim_heap heap;
    struct request *requests;
    struct descriptor *descriptors;
    struct queue_state *queues;
    struct list *thread_lists, *slot_lists, *core_lists;
    int32_t *threads_free, *slots_free, *cores_free, *engines_free;
    int32_t *group_first, *group_queues;
    double *bus_free, *vtime;
    double memory_free, now;
    uint64_t *arrival_random;
    int64_t *arrivals;
    int32_t request_room, request_free, request_top;
    int32_t descriptor_room, descriptor_free, descriptor_top;
    int error;
};

static void take_thread(struct sim *s, int32_t id);
static void stage(struct sim *s, int32_t id);
static void finish(struct sim *s, int32_t id);
static void visible(struct sim *s, int32_t id);

static void at(struct sim *s, double when, int32_t kind, int32_t id)
{
    if (sim_push(&s->heap, when, kind, id))
        s->error = -ENOMEM;
}

static int grow(struct sim *s, void **items, int32_t *room, size_t size)
{
    int32_t wanted = *room ? 2 * *room : 1024;
    void *grown = *room < (1 << 28) ? realloc(*items, (size_t)wanted * size) : NULL;
    if (!grown) {
        s->error = -ENOMEM;
        return 0;
    }
    *items = grown;
    *room = wanted;
    return 1;
}

static int32_t new_request(struct sim *s)
{
    int32_t id = s->request_free;
    if (id != NONE) {
        s->request_free = s->requests[id].next;
        return id;
    }
    if (s->request_top == s->request_room &&
        !grow(s, (void **)&s->requests, &s->request_room, sizeof *s->requests))
        return NONE;
    return s->request_top++;
}

static int32_t new_descriptor(struct sim *s)
{
    int32_t id = s->descriptor_free;
    if (id != NONE) {
        s->descriptor_free = s->descriptors[id].next;
        return id;
    }
    if (s->descriptor_top == s->descriptor_room &&
        !grow(s, (void **)&s->descriptors, &s->descriptor_room, sizeof *s->descriptors))
        return NONE;
    return s->descriptor_top++;
}

static void free_descriptor(struct sim *s, int32_t id)
{
    s->descriptors[id].next = s->descriptor_free;
    s->descriptor_free = id;
}

static void append_request(struct sim *s, struct list *list, int32_t id)
{
    s->requests[id].next = NONE;
    if (list->head == NONE)
        list->head = id;
    else
        s->requests[list->tail].next = id;
    list->tail = id;
    list->length++;
}

static int32_t first_request(struct sim *s, struct list *list)
{
    int32_t id = list->head;
    if (id != NONE) {
        list->head = s->requests[id].next;
        list->length--;
    }
    return id;
}

static void append_descriptor(struct sim *s, struct list *list, int32_t id)
{
    s->descriptors[id].next = NONE;
    if (list->head == NONE)
        list->head = id;
    else
        s->descriptors[list->tail].next = id;
    list->tail = id;
    list->length++;
}

static int32_t first_descriptor(struct sim *s, struct list *list)
{
    int32_t id = list->head;
    if (id != NONE) {
        list->head = s->descriptors[id].next;
        list->length--;
    }
    return id;
}

static const struct sim_service *service_of(struct sim *s, int32_t id)
{
    return &s->m->services[s->requests[id].service];
}

/* --- devices --- */

static const struct sim_step *step_of(struct sim *s, int32_t id)
{
    struct descriptor *d = &s->descriptors[id];
    return &s->m->steps[service_of(s, d->request)->step_first + d->step];
}

/* The non-empty queue whose turn it is: strict by weight, else the one furthest behind its share. */
static int32_t whose_turn(struct sim *s, int32_t group)
{
    const struct sim_group *g = &s->m->groups[group];
    int32_t best = NONE;
    for (int32_t n = s->group_first[group]; n < s->group_first[group + 1]; n++) {
        int32_t q = s->group_queues[n];
        struct queue_state *state = &s->queues[q];
        if (state->waiting.head == NONE)
            continue;
        if (state->next_ok > s->now) {
            if (!state->armed) {
                state->armed = 1;
                at(s, state->next_ok, DISPATCH, q);
            }
            continue;
        }
        int better = best == NONE ||
                     (g->strict ? s->m->queues[q].weight > s->m->queues[best].weight
                                : state->pass < s->queues[best].pass);
        if (better)
            best = q;
    }
    return best;
}

static double engine_seconds(struct sim *s, int32_t id)
{
    struct descriptor *d = &s->descriptors[id];
    struct request *r = &s->requests[d->request];
    const struct sim_service *service = &s->m->services[r->service];
    const struct sim_step *step = step_of(s, id);
    if (r->traced)
        return s->m->trace_service_s[service->trace_first + r->index];
    double mean = step->fixed_s + step->per_byte_s * d->bytes;
    return sim_draw(&r->random, step->law, mean, step->scv);
}

/* Bandwidth is handed out in the order of starts; a transfer ends no earlier than its bytes have passed. */
static double through(double *free_at, double bytes_per_s, double bytes, double now, double end)
{
    if (bytes_per_s <= 0)
        return end;
    *free_at = (*free_at > now ? *free_at : now) + bytes / bytes_per_s;
    return *free_at > end ? *free_at : end;
}

static void enqueue(struct sim *s, int32_t id);

static void dispatch(struct sim *s, int32_t group)
{
    const struct sim_group *g = &s->m->groups[group];
    while (s->engines_free[group] > 0) {
        int32_t q = whose_turn(s, group);
        if (q == NONE)
            return;
        struct queue_state *state = &s->queues[q];
        int32_t id = first_descriptor(s, &state->waiting);
        struct descriptor *d = &s->descriptors[id];
        s->vtime[group] = state->pass;
        state->pass += 1 / s->m->queues[q].weight;
        if (s->m->queues[q].bytes_per_s > 0)
            state->next_ok = s->now + d->bytes / s->m->queues[q].bytes_per_s;
        double end = s->now + engine_seconds(s, id);
        if (g->bus != NONE)
            end = through(&s->bus_free[g->bus], s->m->bus_bytes_per_s[g->bus], d->bytes, s->now, end);
        end = through(&s->memory_free, s->m->memory_bytes_per_s, d->bytes, s->now, end);
        struct sim_queue_tally *tally = &s->r->queues[q];
        if (d->entered >= s->m->warmup_s) {
            tally->wait_s += s->now - d->entered;
            tally->served++;
        }
        tally->busy_s += end - s->now;
        d->engine_s = end - s->now;
        s->engines_free[group]--;
        at(s, end, ENGINE_END, id);
        if (!s->m->queues[q].hold && --state->taken < s->m->queues[q].capacity && state->backlog.length)
            enqueue(s, first_descriptor(s, &state->backlog));
    }
}

static void accept(struct sim *s, int32_t q, int32_t id)
{
    struct queue_state *state = &s->queues[q];
    int32_t group = s->m->queues[q].group;
    if (state->waiting.head == NONE && state->pass < s->vtime[group])
        state->pass = s->vtime[group]; /* an idle queue earns no credit */
    state->taken++;
    if (state->taken > s->r->queues[q].most)
        s->r->queues[q].most = state->taken;
    append_descriptor(s, &state->waiting, id);
}

static void on_core(struct sim *s, int32_t id)
{
    struct descriptor *d = &s->descriptors[id];
    struct request *r = &s->requests[d->request];
    const struct sim_step *step = step_of(s, id);
    const struct sim_service *service = &s->m->services[r->service];
    for (int32_t n = d->step; n < service->step_count; n++, step++)
        r->debt_s += step->cpu_s + step->cpu_per_byte_s * d->bytes;
    r->debt_done++;
    s->r->tallies[r->service].fallbacks++;
    free_descriptor(s, id);
}

/* A descriptor at its queue's door: taken, or what the service does when it is full. */
static void enqueue(struct sim *s, int32_t id)
{
    struct descriptor *d = &s->descriptors[id];
    int32_t q = step_of(s, id)->queue, request = d->request;
    struct queue_state *state = &s->queues[q];
    if (state->taken < s->m->queues[q].capacity) {
        accept(s, q, id);
        return;
    }
    const struct sim_service *service = service_of(s, request);
    struct sim_tally *tally = &s->r->tallies[s->requests[request].service];
    if (s->m->queues[q].full == SIM_WAIT) {
        append_descriptor(s, &state->backlog, id);
        return;
    }
    tally->refused++;
    s->r->queues[q].refused++;
    tally->core_s += service->retry_s;
    if (s->m->queues[q].full == SIM_RETRY && d->tries < service->retries) {
        d->tries++;
        tally->retried++;
        at(s, s->now + service->backoff_s, RETRY_NOW, id);
        return;
    }
    on_core(s, id);
    stage(s, request);
}

static void enter(struct sim *s, int32_t id)
{
    int32_t group = s->m->queues[step_of(s, id)->queue].group;
    s->descriptors[id].entered = s->now;
    enqueue(s, id);
    dispatch(s, group);
}

static void engine_end(struct sim *s, int32_t id)
{
    struct descriptor *d = &s->descriptors[id];
    const struct sim_step *step = step_of(s, id);
    const struct sim_service *service = service_of(s, d->request);
    int32_t q = step->queue, group = s->m->queues[q].group;
    s->r->tallies[s->requests[d->request].service].device_s += d->engine_s;
    s->engines_free[group]++;
    if (s->m->queues[q].hold) {
        struct queue_state *state = &s->queues[q];
        state->taken--;
        if (state->backlog.length)
            enqueue(s, first_descriptor(s, &state->backlog));
    }
    double seen = s->now + step->after_s;
    if (!(step->chained && d->step + 1 < service->step_count) && service->notice_s > 0)
        seen += service->notice_s * sim_uniform(&s->requests[d->request].random);
    if (seen > s->now)
        at(s, seen, VISIBLE, id);
    dispatch(s, group);
    if (seen <= s->now)
        visible(s, id);
}

/* --- requests on cores --- */

static void link_for_submission(struct sim *s, struct request *r, int32_t id)
{
    s->descriptors[id].next = NONE;
    if (r->submit_head == NONE)
        r->submit_head = id;
    else
        s->descriptors[r->submit_tail].next = id;
    r->submit_tail = id;
}

static double drawn_bytes(struct sim *s, struct request *r, const struct sim_service *service)
{
    if (!service->size_count)
        return 0;
    const double *cumulative = &s->m->size_cumulative[service->size_first];
    int32_t low = 0, high = service->size_count - 1;
    double u = service->size_count > 1 ? sim_uniform(&r->random) : 0;
    while (low < high) {
        int32_t middle = (low + high) / 2;
        if (cumulative[middle] < u)
            low = middle + 1;
        else
            high = middle;
    }
    return s->m->size_bytes[service->size_first + low];
}

/* Makes descriptors up to the window; small and spilled ones become core time at once. */
static void issue(struct sim *s, int32_t id)
{
    const struct sim_service *service = service_of(s, id);
    while (s->requests[id].issued < service->descriptors &&
           s->requests[id].issued - s->requests[id].done - s->requests[id].debt_done < service->window) {
        int32_t made = new_descriptor(s);
        if (made == NONE)
            return;
        struct request *r = &s->requests[id];
        r->issued++;
        double bytes = drawn_bytes(s, r, service);
        s->descriptors[made] = (struct descriptor){bytes, 0, 0, id, 0, NONE, 0};
        s->r->tallies[r->service].descriptors++;
        int kept = bytes < service->threshold_bytes ||
                   (service->spill > 0 && sim_uniform(&r->random) < service->spill);
        if (kept)
            on_core(s, made);
        else
            link_for_submission(s, r, made);
    }
}

static void stage_end(struct sim *s, int32_t id);

static void run_stage(struct sim *s, int32_t id)
{
    struct request *r = &s->requests[id];
    s->r->tallies[r->service].core_s += r->stage_s;
    if (r->busy_since >= 0) /* it polled on its core since then */
        s->r->tallies[r->service].core_s += s->now - r->busy_since;
    r->busy_since = -1;
    at(s, s->now + r->stage_s, STAGE_END, id);
}

static void take_core(struct sim *s, int32_t id)
{
    struct request *r = &s->requests[id];
    int32_t host = service_of(s, id)->host;
    if (r->has_core) {
        run_stage(s, id);
    } else if (s->cores_free[host] > 0) {
        s->cores_free[host]--;
        r->has_core = 1;
        run_stage(s, id);
    } else {
        append_request(s, &s->core_lists[host], id);
    }
}

static void give_core(struct sim *s, int32_t id)
{
    struct request *r = &s->requests[id];
    int32_t host = service_of(s, id)->host;
    if (!r->has_core)
        return;
    r->has_core = 0;
    int32_t next = first_request(s, &s->core_lists[host]);
    if (next == NONE) {
        s->cores_free[host]++;
        return;
    }
    s->requests[next].has_core = 1;
    run_stage(s, next);
}

static void give_thread(struct sim *s, int32_t id)
{
    struct request *r = &s->requests[id];
    int32_t service = r->service;
    if (!r->has_thread)
        return;
    r->has_thread = 0;
    int32_t next = first_request(s, &s->thread_lists[service]);
    if (next == NONE) {
        s->threads_free[service]++;
        return;
    }
    s->requests[next].has_thread = 1;
    take_core(s, next);
}

static void take_thread(struct sim *s, int32_t id)
{
    struct request *r = &s->requests[id];
    if (r->has_thread) {
        take_core(s, id);
    } else if (s->threads_free[r->service] > 0) {
        s->threads_free[r->service]--;
        r->has_thread = 1;
        take_core(s, id);
    } else {
        append_request(s, &s->thread_lists[r->service], id);
    }
}

/* Gathers what the request has to do on a core now and does it; nothing to do: it waits, or it is done. */
static void stage(struct sim *s, int32_t id)
{
    if (s->requests[id].on_cpu || s->requests[id].posted)
        return;
    issue(s, id);
    struct request *r = &s->requests[id];
    const struct sim_service *service = service_of(s, id);
    double work = r->debt_s + r->pending_polls * service->poll_s;
    for (int32_t d = r->submit_head; d != NONE; d = s->descriptors[d].next)
        work += service->submit_s;
    int complete = r->done + r->debt_done == service->descriptors && r->issued == service->descriptors;
    if (!r->started)
        work += sim_draw(&r->random, service->host_law, service->pre_s, service->host_scv);
    if (complete)
        work += sim_draw(&r->random, service->host_law, service->post_s, service->host_scv);
    if (!complete && !r->debt_done && r->started && r->submit_head == NONE && !r->pending_polls)
        return;
    if (!complete && r->started && r->submit_head == NONE && !r->debt_done && service->asynchronous)
        return; /* completions of others are looked at together with the last */
    r->started = 1;
    r->posted = (int8_t)complete;
    r->pending_polls = 0;
    r->debt_s = 0;
    r->going = r->submit_head;
    r->submit_head = r->submit_tail = NONE;
    r->done += r->debt_done;
    r->debt_done = 0;
    r->on_cpu = 1;
    r->stage_s = work;
    if (work > 0 || (!service->asynchronous && !r->has_thread))
        take_thread(s, id);
    else
        stage_end(s, id);
}

static void next_call(struct sim *s, int32_t id);

/* What a stage was for: submissions, then waiting or the end. */
static void stage_end(struct sim *s, int32_t id)
{
    struct request *r = &s->requests[id];
    const struct sim_service *service = service_of(s, id);
    r->on_cpu = 0;
    int32_t d = r->going;
    r->going = NONE;
    if (r->posted) {
        give_core(s, id);
        if (service->asynchronous)
            give_thread(s, id);
        s->requests[id].call_at = NONE;
        next_call(s, id);
        return;
    }
    if (!service->busy_poll || service->asynchronous)
        give_core(s, id);
    else
        r->busy_since = s->now;
    if (service->asynchronous)
        give_thread(s, id);
    r->on_cpu = 1; /* what comes back during these submissions waits for their end */
    while (d != NONE) {
        int32_t next = s->descriptors[d].next;
        enter(s, d);
        d = next;
    }
    s->requests[id].on_cpu = 0;
    stage(s, id);
}

static void visible(struct sim *s, int32_t id)
{
    struct descriptor *d = &s->descriptors[id];
    int32_t request = d->request;
    struct request *r = &s->requests[request];
    const struct sim_service *service = &s->m->services[r->service];
    const struct sim_step *step = step_of(s, id);
    if (d->step + 1 < service->step_count) {
        d->step++;
        if (step->chained) {
            enter(s, id);
            return;
        }
        r->pending_polls++;
        link_for_submission(s, r, id);
    } else {
        r->pending_polls++;
        r->done++;
        free_descriptor(s, id);
    }
    stage(s, request);
}

/* --- arrivals, calls, ends --- */

static void start(struct sim *s, int32_t service, int32_t caller)
{
    int32_t id = new_request(s);
    if (id == NONE)
        return;
    struct request *r = &s->requests[id];
    memset(r, 0, sizeof *r);
    r->service = service;
    r->caller = caller;
    r->arrival = s->now;
    r->index = s->arrivals[service]++;
    r->random = sim_mix(s->m->seed, ((uint64_t)service << 40) + (uint64_t)r->index);
    r->submit_head = r->submit_tail = r->going = NONE;
    r->busy_since = -1;
    r->traced = s->m->services[service].arrivals == SIM_TRACE;
    s->r->tallies[service].arrived++;
    if (s->slots_free[service] > 0) {
        s->slots_free[service]--;
        stage(s, id);
    } else {
        append_request(s, &s->slot_lists[service], id);
    }
}

/* Frees the request's slot; the first that waits for one begins. */
static void leave(struct sim *s, int32_t id)
{
    int32_t service = s->requests[id].service;
    int32_t next = first_request(s, &s->slot_lists[service]);
    if (next == NONE)
        s->slots_free[service]++;
    else
        stage(s, next);
}

static void call_once(struct sim *s, int32_t id, int32_t callee)
{
    int32_t carried = new_descriptor(s); /* carries the caller over the network */
    if (carried == NONE)
        return;
    s->descriptors[carried] = (struct descriptor){0, 0, 0, id, callee, NONE, 0};
    s->requests[id].calls_out++;
    at(s, s->now + s->m->services[callee].net_s, CALL, carried);
}

static int32_t times(struct sim *s, struct request *r, double mean)
{
    (void)s;
    double whole = floor(mean);
    return (int32_t)whole + (mean > whole && sim_uniform(&r->random) < mean - whole);
}

static void next_call(struct sim *s, int32_t id)
{
    struct request *r = &s->requests[id];
    const struct sim_service *service = service_of(s, id);
    if (r->call_at == NONE)
        r->call_start = s->now;
    while (r->call_left == 0 && ++r->call_at < service->call_count) {
        const struct sim_call *call = &s->m->calls[service->call_first + r->call_at];
        r->call_left = times(s, r, call->mean);
        while (service->parallel_calls && r->call_left > 0) {
            r->call_left--;
            call_once(s, id, call->service);
            r = &s->requests[id];
        }
    }
    if (r->call_left > 0) {
        r->call_left--;
        call_once(s, id, s->m->calls[service->call_first + r->call_at].service);
    } else if (r->calls_out == 0) {
        finish(s, id);
    }
}

static void record(struct sim *s, struct request *r)
{
    const struct sim_service *service = &s->m->services[r->service];
    struct sim_tally *tally = &s->r->tallies[r->service];
    tally->finished++;
    if (r->arrival < s->m->warmup_s || tally->sampled >= service->sample_count)
        return;
    int64_t place = service->sample_first + tally->sampled++;
    double total = s->now - r->arrival;
    s->r->sample_total_s[place] = total;
    s->r->sample_own_s[place] = total - r->call_wait;
    s->r->sample_index[place] = r->index;
}

static void finish(struct sim *s, int32_t id)
{
    struct request *r = &s->requests[id];
    const struct sim_service *service = service_of(s, id);
    int32_t caller = r->caller, number = r->service;
    r->call_wait = s->now - r->call_start;
    record(s, r);
    if (service->arrivals == SIM_CLOSED && caller == NONE && s->now < s->m->until_s)
        at(s, s->now + sim_draw(&r->random, SIM_EXPONENTIAL, service->think_s, 1), CLIENT, number);
    give_thread(s, id);
    leave(s, id);
    s->requests[id].next = s->request_free;
    s->request_free = id;
    if (caller != NONE)
        at(s, s->now + service->net_s, CALL_BACK, caller);
}

static void arrive(struct sim *s, int32_t number)
{
    const struct sim_service *service = &s->m->services[number];
    if (service->arrivals == SIM_TRACE) {
        int64_t next = s->arrivals[number] + 1;
        start(s, number, NONE);
        if (next < service->trace_count)
            at(s, s->m->trace_arrival_s[service->trace_first + next], ARRIVE, number);
        return;
    }
    double mean = service->burst / service->rate;
    double gap = sim_draw(&s->arrival_random[number], service->arrival_law, mean, service->arrival_scv);
    if (s->now + gap < s->m->until_s)
        at(s, s->now + gap, ARRIVE, number);
    for (int32_t n = 0; n < service->burst; n++)
        start(s, number, NONE);
}

static void open_services(struct sim *s)
{
    for (int32_t n = 0; n < s->m->service_count; n++) {
        const struct sim_service *service = &s->m->services[n];
        s->arrival_random[n] = sim_mix(s->m->seed ^ 0x5eedu, (uint64_t)n);
        s->slots_free[n] = service->slots;
        s->threads_free[n] = service->threads;
        s->thread_lists[n] = s->slot_lists[n] = (struct list){NONE, NONE, 0};
        if (service->arrivals == SIM_OPEN && service->rate > 0)
            at(s, sim_draw(&s->arrival_random[n], service->arrival_law, service->burst / service->rate,
                           service->arrival_scv), ARRIVE, n);
        if (service->arrivals == SIM_TRACE && service->trace_count)
            at(s, s->m->trace_arrival_s[service->trace_first], ARRIVE, n);
        for (int32_t c = 0; service->arrivals == SIM_CLOSED && c < service->clients; c++)
            at(s, sim_draw(&s->arrival_random[n], SIM_EXPONENTIAL, service->think_s, 1), CLIENT, n);
    }
}

static void act(struct sim *s, struct sim_event event)
{
    int32_t id = event.id;
    switch (event.kind) {
    case ARRIVE: arrive(s, id); break;
    case CLIENT: start(s, id, NONE); break;
    case STAGE_END: stage_end(s, id); break;
    case ENGINE_END: engine_end(s, id); break;
    case VISIBLE: visible(s, id); break;
    case RETRY_NOW: {
        int32_t group = s->m->queues[step_of(s, id)->queue].group;
        enqueue(s, id);
        dispatch(s, group);
        break;
    }
    case DISPATCH:
        s->queues[id].armed = 0;
        dispatch(s, s->m->queues[id].group);
        break;
    case CALL: {
        int32_t caller = s->descriptors[id].request, callee = s->descriptors[id].step;
        free_descriptor(s, id);
        start(s, callee, caller);
        break;
    }
    case CALL_BACK:
        s->requests[id].calls_out--;
        if (s->requests[id].calls_out == 0)
            next_call(s, id);
        break;
    }
}

/* Queues sorted by group, so that a group's are found together. */
static void index_groups(struct sim *s)
{
    const struct sim_model *m = s->m;
    int32_t place = 0;
    for (int32_t g = 0; g < m->group_count; g++) {
        s->group_first[g] = place;
        s->engines_free[g] = m->groups[g].engines;
        for (int32_t q = 0; q < m->queue_count; q++)
            if (m->queues[q].group == g)
                s->group_queues[place++] = q;
    }
    s->group_first[m->group_count] = place;
    for (int32_t q = 0; q < m->queue_count; q++)
        s->queues[q] = (struct queue_state){0, 0, {NONE, NONE, 0}, {NONE, NONE, 0}, 0, 0};
    for (int32_t h = 0; h < m->host_count; h++) {
        s->cores_free[h] = m->host_cores[h];
        s->core_lists[h] = (struct list){NONE, NONE, 0};
    }
}

static int sensible(const struct sim_model *m)
{
    for (int32_t n = 0; n < m->service_count; n++) {
        const struct sim_service *v = &m->services[n];
        if (v->threads < 1 || v->slots < 1 || v->window < 1 || v->burst < 1 || v->descriptors < 0 ||
            v->host < 0 || v->host >= m->host_count || (v->descriptors && v->step_count < 1))
            return 0;
        for (int32_t i = 0; i < v->step_count; i++) {
            int32_t queue = m->steps[v->step_first + i].queue;
            if (queue < 0 || queue >= m->queue_count)
                return 0;
        }
        for (int32_t i = 0; i < v->call_count; i++) {
            int32_t callee = m->calls[v->call_first + i].service;
            if (callee < 0 || callee >= m->service_count)
                return 0;
        }
    }
    for (int32_t q = 0; q < m->queue_count; q++)
        if (m->queues[q].group < 0 || m->queues[q].group >= m->group_count || m->queues[q].capacity < 1 ||
            m->queues[q].weight <= 0)
            return 0;
    for (int32_t g = 0; g < m->group_count; g++)
        if (m->groups[g].engines < 1 || m->groups[g].bus >= m->bus_count)
            return 0;
    return 1;
}

static void *zeros(struct sim *s, int32_t count, size_t size)
{
    void *found = calloc((size_t)count + 1, size);
    if (!found)
        s->error = -ENOMEM;
    return found;
}

static void make(struct sim *s, const struct sim_model *m, struct sim_result *result)
{
    *s = (struct sim){.m = m, .r = result, .request_free = NONE, .descriptor_free = NONE};
    s->queues = zeros(s, m->queue_count, sizeof *s->queues);
    s->thread_lists = zeros(s, m->service_count, sizeof *s->thread_lists);
    s->slot_lists = zeros(s, m->service_count, sizeof *s->slot_lists);
    s->core_lists = zeros(s, m->host_count, sizeof *s->core_lists);
    s->threads_free = zeros(s, m->service_count, sizeof *s->threads_free);
    s->slots_free = zeros(s, m->service_count, sizeof *s->slots_free);
    s->cores_free = zeros(s, m->host_count, sizeof *s->cores_free);
    s->engines_free = zeros(s, m->group_count, sizeof *s->engines_free);
    s->group_first = zeros(s, m->group_count, sizeof *s->group_first);
    s->group_queues = zeros(s, m->queue_count, sizeof *s->group_queues);
    s->bus_free = zeros(s, m->bus_count, sizeof *s->bus_free);
    s->vtime = zeros(s, m->group_count, sizeof *s->vtime);
    s->arrival_random = zeros(s, m->service_count, sizeof *s->arrival_random);
    s->arrivals = zeros(s, m->service_count, sizeof *s->arrivals);
}

static void unmake(struct sim *s)
{
    void *all[] = {s->heap.events,   s->requests,     s->descriptors, s->queues,      s->thread_lists,
                   s->core_lists,    s->threads_free, s->slots_free,  s->cores_free,  s->engines_free,
                   s->group_first,   s->group_queues, s->bus_free,    s->vtime,       s->arrival_random,
                   s->arrivals,      s->slot_lists};
    for (size_t n = 0; n < sizeof all / sizeof *all; n++)
        free(all[n]);
}

__attribute__((visibility("default"))) int sim_run(const struct sim_model *model, struct sim_result *result)
{
    struct sim s;
    if (!sensible(model))
        return -EINVAL;
    make(&s, model, result);
    if (!s.error) {
        index_groups(&s);
        open_services(&s);
    }
    result->events = 0;
    while (!s.error && s.heap.used) {
        struct sim_event event = sim_pop(&s.heap);
        if (result->events++ >= model->most_events)
            s.error = -EOVERFLOW;
        s.now = event.at;
        act(&s, event);
    }
    result->now_s = s.now;
    unmake(&s);
    return s.error;
}
