/* The devices' timelines and the stamps of channels, as their only writer keeps them. What comes from a client is not
   believed: indices and amounts are held within their ranges, and a copy is worked on. */
#include "service.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MERGE_NS 1000                /* writes this close together need not be told apart */
#define MOST_NS (1ULL << 60)         /* a time stamp; some 36 years */
#define MOST_ENGINE_NS (10 * EMU_NS) /* what one request may ask of an engine beyond its bytes */
#define MOST_SLOWDOWN 1e6
#define LEAD_NS 1000000              /* virtual time by which a booking may lead all others and still count for them */

static uint64_t at_most(uint64_t value, uint64_t limit)
{
    return value < limit ? value : limit;
}

static double slowdown_of(double asked)
{
    return asked >= 1 && asked <= MOST_SLOWDOWN ? asked : 1; /* nobody makes an engine faster; not a number is none */
}

void emu_service_begin(struct emu_board *board)
{
    struct emu_timeline *timeline = &board->timeline;
    memset(timeline, 0, sizeof *timeline);
    memset(board->pairs, 0, sizeof board->pairs);
    memset(board->buckets, 0, sizeof board->buckets);
    board->epoch_monotonic_ns = emu_real_ns(CLOCK_MONOTONIC);
    board->epoch_realtime_ns = emu_real_ns(CLOCK_REALTIME);
}

/* --- devices --- */

static struct emu_answer book_qat(struct emu_timeline *timeline, const struct emu_message *message)
{
    struct emu_params params = emu_config()->device;
    enum emu_work work = message->book.work <= EMU_PUBLIC_KEY ? (enum emu_work)message->book.work : EMU_COMPRESS;
    uint64_t most = work == EMU_PUBLIC_KEY ? MOST_ENGINE_NS : params.max_request_bytes;
    uint64_t busy = timeline->qat.busy_ns;
    params.slowdown *= slowdown_of(message->book.slowdown);
    uint64_t done = emu_model_book(&timeline->qat, &params, at_most(message->at_ns, MOST_NS), work, message->book.level,
                                   at_most(message->book.bytes, most));
    return (struct emu_answer){.done_ns = done, .busy_ns = timeline->qat.busy_ns - busy};
}

/* The entry of a queue that has been free for longest: its process looked whether there is one. */
static uint64_t *free_entry(uint64_t *starts_ns, unsigned size)
{
    uint64_t *best = starts_ns;
    for (unsigned i = 1; i < size; i++) {
        best = starts_ns[i] < *best ? &starts_ns[i] : best;
    }
    return best;
}

static struct dsa_slot book_descriptor(struct dsa_model *model, const struct dsa_queue *queue,
                                       const struct emu_message *message, uint64_t now)
{
    struct dsa_params params = dsa_config()->params;
    uint64_t most = params.max_request_bytes > 0 ? params.max_request_bytes : UINT32_MAX;
    params.slowdown *= slowdown_of(message->dsa.slowdown);
    if (message->dsa.desc.opcode == DSA_OPCODE_BATCH) {
        return dsa_batch(model, &params, now);
    }
    struct dsa_lane lane = dsa_lane(dsa_config(), queue);
    return dsa_book(model, &params, &lane, &message->dsa.desc, at_most(message->dsa.bytes, most), now,
                    at_most(message->dsa.extra_ns, MOST_ENGINE_NS));
}

static struct emu_answer book_dsa(struct emu_timeline *timeline, struct emu_tenant *tenant, const struct emu_message *message)
{
    const struct dsa_config *config = dsa_config();
    if (message->queue >= config->queue_count || config->queues[message->queue].analytics) {
        return (struct emu_answer){.status = -EINVAL};
    }
    const struct dsa_queue *queue = &config->queues[message->queue];
    struct dsa_line *line = &timeline->dsa[queue->device];
    uint64_t busy = line->model.busy_ns, now = at_most(message->at_ns, MOST_NS);
    bool member = message->asked == EMU_ASK_DSA_MEMBER;
    if (member) {
        bool waits = message->dsa.fence && tenant->batch_last_ns > tenant->batch_ready_ns;
        now = dsa_dispatch(&line->model, &config->params, waits ? tenant->batch_last_ns : tenant->batch_ready_ns);
    }
    if (member && message->dsa.dispatch_only) {
        return (struct emu_answer){.status = 0};
    }
    struct dsa_slot slot = book_descriptor(&line->model, queue, message, now);
    uint64_t done = slot.done_ns + at_most(message->dsa.after_ns, MOST_ENGINE_NS);
    done = done > message->dsa.floor_ns ? done : at_most(message->dsa.floor_ns, MOST_NS);
    if (member) {
        tenant->batch_last_ns = done > tenant->batch_last_ns ? done : tenant->batch_last_ns;
    } else {
        *free_entry(&line->starts_ns[queue->first_entry], queue->size) = slot.start_ns;
        tenant->batch_ready_ns = tenant->batch_last_ns = done;
    }
    return (struct emu_answer){slot.start_ns, done, line->model.busy_ns - busy, 0};
}

static uint64_t earliest(const struct iaa_line *line, unsigned engines)
{
    uint64_t best = line->model.engine_free_ns[0];
    for (unsigned i = 1; i < engines && i < EMU_MAX_ENGINES; i++) {
        best = line->model.engine_free_ns[i] < best ? line->model.engine_free_ns[i] : best;
    }
    return best;
}

static uint64_t book_engine(struct iaa_line *line, const struct emu_message *message, uint64_t now)
{
    struct emu_params engine = iaa_params()->engine;
    uint64_t most = engine.max_request_bytes > 0 ? engine.max_request_bytes : UINT32_MAX;
    bool compresses = message->book.work == IAA_WORK_FIXED || message->book.work == IAA_WORK_DYNAMIC;
    engine.slowdown *= slowdown_of(message->book.slowdown);
    uint64_t done = emu_model_book(&line->model, &engine, now, compresses ? EMU_COMPRESS : EMU_DECOMPRESS,
                                   message->book.work == IAA_WORK_DYNAMIC ? 6 : 1, at_most(message->book.bytes, most));
    if (message->book.check_bytes > 0) {
        uint64_t again = done + emu_seconds_to_ns(engine.poll_s) + emu_seconds_to_ns(engine.submit_s);
        done = emu_model_book(&line->model, &engine, again, EMU_DECOMPRESS, 1, at_most(message->book.check_bytes, most));
    }
    return done;
}

struct iaa_place {
    struct iaa_line *line;
    uint64_t *entry;
};

/* The entry of the queue that is free first; without entries, no line. */
static struct iaa_place place_in(struct emu_timeline *timeline, unsigned device, unsigned first, unsigned size)
{
    struct iaa_line *line = &timeline->iaa[device];
    uint64_t *entry = size > 0 && first + size <= IAA_SLOTS ? free_entry(&line->starts_ns[first], size) : NULL;
    return entry != NULL ? (struct iaa_place){line, entry} : (struct iaa_place){NULL, NULL};
}

/* The device with the earliest engine, as the library goes round them. */
static struct iaa_place best_place(struct emu_timeline *timeline, uint64_t now)
{
    const struct iaa_params *params = iaa_params();
    struct iaa_place best = {NULL, NULL};
    for (unsigned i = 0; i < params->devices; i++) {
        struct iaa_place found = place_in(timeline, i, 0, params->queue_size);
        bool full = found.line == NULL || *found.entry > now, best_full = best.line == NULL || *best.entry > now;
        bool sooner = best.line == NULL || (found.line != NULL && earliest(found.line, params->engine.engines) <
                                                                      earliest(best.line, params->engine.engines));
        best = full < best_full || (full == best_full && sooner) ? found : best;
    }
    return best;
}

static struct emu_answer book_iaa(struct emu_timeline *timeline, const struct emu_message *message)
{
    const struct dsa_config *config = dsa_config();
    uint64_t now = at_most(message->at_ns, MOST_NS);
    struct iaa_place place = {NULL, NULL};
    if (message->queue == EMU_ANY_QUEUE) {
        place = best_place(timeline, now);
    } else if (message->queue < config->queue_count && config->queues[message->queue].analytics) {
        const struct dsa_queue *queue = &config->queues[message->queue];
        place = place_in(timeline, queue->device, queue->first_entry, queue->size);
    }
    if (place.line == NULL) {
        return (struct emu_answer){.status = -EAGAIN};
    }
    uint64_t start = earliest(place.line, iaa_params()->engine.engines), busy = place.line->model.busy_ns;
    *place.entry = start > now ? start : now;
    uint64_t done = book_engine(place.line, message, now);
    return (struct emu_answer){*place.entry, done, place.line->model.busy_ns - busy, 0};
}

/* --- channels --- */

static struct emu_channel *in_bucket(struct emu_bucket *bucket, uint64_t key)
{
    for (int i = 0; i < EMU_WAYS; i++) {
        if (bucket->keys[i] == key) {
            return &bucket->channels[i];
        }
    }
    return NULL;
}

static struct emu_channel *claim_way(struct emu_bucket *bucket, uint64_t key)
{
    int oldest = 0;
    for (int i = 0; i < EMU_WAYS && bucket->keys[oldest] != 0; i++) {
        bool older = bucket->channels[i].used_ns < bucket->channels[oldest].used_ns;
        oldest = bucket->keys[i] == 0 || older ? i : oldest;
    }
    bucket->keys[oldest] = 0;
    memset(&bucket->channels[oldest], 0, sizeof bucket->channels[oldest]);
    bucket->keys[oldest] = key;
    return &bucket->channels[oldest];
}

static struct emu_channel *channel_of(struct emu_board *board, uint64_t key)
{
    struct emu_bucket *bucket = &board->buckets[key % EMU_BUCKETS];
    struct emu_channel *channel = in_bucket(bucket, key);
    channel = channel != NULL ? channel : claim_way(bucket, key);
    channel->used_ns = emu_real_ns(CLOCK_MONOTONIC_COARSE);
    return channel;
}

static void raise_stamp(uint64_t *stamp, uint64_t to_ns)
{
    *stamp = *stamp < to_ns ? to_ns : *stamp;
}

static struct emu_record *record(struct emu_channel *channel, unsigned i)
{
    return &channel->records[(channel->first + i) % EMU_RECORDS];
}

static void sent(struct emu_channel *channel, uint64_t amount, uint64_t at_ns)
{
    channel->written += amount;
    struct emu_record *last = channel->count > 0 ? record(channel, channel->count - 1) : NULL;
    if (last != NULL && (channel->count == EMU_RECORDS || at_ns <= last->at_ns + MERGE_NS)) {
        last->end = channel->written;
        raise_stamp(&last->at_ns, at_ns);
        return;
    }
    *record(channel, channel->count++) = (struct emu_record){channel->written, at_ns};
}

static void retract(struct emu_channel *channel, uint64_t missing)
{
    channel->written -= at_most(missing, channel->written);
    for (unsigned i = channel->count; i > 0 && record(channel, i - 1)->end > channel->written; i--) {
        record(channel, i - 1)->end = channel->written;
    }
}

/* The stamp of what was just taken. More taken than written means writers that we cannot see. */
static uint64_t taken(struct emu_channel *channel, uint64_t amount, bool peek)
{
    uint64_t upto = at_most(channel->taken + amount, channel->written), at_ns = 0;
    while (channel->count > 0) {
        struct emu_record *first = record(channel, 0);
        if (first->end > channel->taken) {
            raise_stamp(&at_ns, first->at_ns);
        }
        if (first->end > upto || peek) {
            break;
        }
        channel->first = (channel->first + 1) % EMU_RECORDS;
        channel->count--;
        if (first->end == upto) {
            break;
        }
    }
    channel->taken = peek ? channel->taken : upto;
    return at_ns;
}

static void pair(struct emu_board *board, uint64_t a, uint64_t b)
{
    board->pairs[a % EMU_PAIRS].peer = b;
    board->pairs[a % EMU_PAIRS].inode = a;
    board->pairs[b % EMU_PAIRS].peer = a;
    board->pairs[b % EMU_PAIRS].inode = b;
}

static struct emu_answer stamp(struct emu_board *board, const struct emu_message *message)
{
    struct emu_channel *channel = channel_of(board, message->channel.key);
    uint64_t at_ns = at_most(message->at_ns, MOST_NS), amount = message->channel.amount;
    switch (message->asked) {
    case EMU_ASK_TAKEN: return (struct emu_answer){.done_ns = taken(channel, amount, message->channel.peek)};
    case EMU_ASK_STAMPS: return (struct emu_answer){.start_ns = channel->last_ns, .done_ns = channel->drained_ns};
    case EMU_TELL_SENT: sent(channel, amount, at_ns); break;
    case EMU_TELL_RETRACTED: retract(channel, amount); break;
    case EMU_TELL_LAST: raise_stamp(&channel->last_ns, at_ns); break;
    case EMU_TELL_DRAINED: raise_stamp(&channel->drained_ns, at_ns); break;
    case EMU_TELL_CONNECTED: channel->written++; break;
    default: channel->taken += channel->taken < channel->written; break; /* accepted */
    }
    return (struct emu_answer){.status = 0};
}

/* --- all of it --- */

bool emu_service_waits(const struct emu_message *message)
{
    return message->asked == EMU_ASK_TAKEN || message->asked == EMU_ASK_STAMPS || message->asked == EMU_ASK_NOTHING;
}

/* Engines are taken up to a time: a booking far ahead of everybody else would keep the others waiting for it, through
   time in which the engine is idle. Processes that keep together do not get there; one that does is for itself. */
static struct emu_timeline *timeline_of(struct emu_board *board, struct emu_tenant *tenant, uint64_t at_ns)
{
    if (at_ns > LEAD_NS && at_ns - LEAD_NS > tenant->reach_ns) {
        tenant->reach_ns = emu_reach_of_others(tenant);
    }
    bool led = tenant->leads;
    tenant->leads = at_ns > LEAD_NS && at_ns - LEAD_NS > tenant->reach_ns;
    if (!tenant->leads) {
        return &board->timeline;
    }
    if (tenant->ahead == NULL) {
        tenant->ahead = malloc(sizeof *tenant->ahead);
    }
    if (tenant->ahead == NULL) {
        return &board->timeline;
    }
    if (!led) {
        *tenant->ahead = board->timeline;
    }
    return tenant->ahead;
}

static struct emu_answer book(struct emu_board *board, struct emu_tenant *tenant, const struct emu_message *message)
{
    struct emu_timeline *timeline = timeline_of(board, tenant, message->at_ns);
    struct emu_answer answer = message->asked == EMU_ASK_QAT   ? book_qat(timeline, message)
                               : message->asked == EMU_ASK_IAA ? book_iaa(timeline, message)
                                                               : book_dsa(timeline, tenant, message);
    tenant->bookings += answer.status == 0;
    tenant->busy_ns += answer.busy_ns;
    raise_stamp(&tenant->latest_ns, answer.done_ns);
    return answer;
}

struct emu_answer emu_service(struct emu_board *board, struct emu_tenant *tenant, const struct emu_message *message)
{
    if (message->asked == EMU_ASK_NOTHING) {
        return (struct emu_answer){.status = 0};
    }
    if (message->asked <= EMU_ASK_DSA_MEMBER) {
        return book(board, tenant, message);
    }
    if (message->asked == EMU_TELL_PAIR) {
        pair(board, message->channel.key, message->channel.other);
    } else if (message->asked < EMU_TELL_PAIR && message->channel.key != 0) {
        return stamp(board, message);
    }
    return (struct emu_answer){.status = message->asked <= EMU_TELL_BORN ? 0 : -EINVAL};
}
