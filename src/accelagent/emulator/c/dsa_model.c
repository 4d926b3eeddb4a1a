/* When a DSA descriptor starts and ends. The engines of a group take a queue's descriptors in order of booking and end them
   out of order; while several move data they share the device's bandwidth. Queues of a group are served in turn, each as many
   descriptors as its priority says (dsa_lane). */
#include "dsa.h"

static uint64_t ns_of(double seconds)
{
    return seconds <= 0 ? 0 : (uint64_t)(seconds * 1e9 + 0.5);
}

/* Linear between points; below the first as the first; above the last on with the last two points' slope. */
static double look_up(const struct dsa_table *table, double bytes)
{
    unsigned n = table->count, i = 1;
    if (n == 0 || bytes <= table->bytes[0] || n == 1) {
        return n == 0 ? 0 : table->seconds[0];
    }
    while (i < n - 1 && table->bytes[i] < bytes) {
        i++;
    }
    double slope = (table->seconds[i] - table->seconds[i - 1]) / (table->bytes[i] - table->bytes[i - 1]);
    return table->seconds[i - 1] + slope * (bytes - table->bytes[i - 1]);
}

static bool compares(unsigned opcode)
{
    return opcode == DSA_OPCODE_COMPARE || opcode == DSA_OPCODE_COMPVAL || opcode == DSA_OPCODE_CR_DELTA;
}

static bool moves_nothing(unsigned opcode)
{
    return opcode == DSA_OPCODE_NOOP || opcode == DSA_OPCODE_DRAIN || opcode == DSA_OPCODE_BATCH ||
           opcode == DSA_OPCODE_TRANSL_FETCH;
}

/* Address bits that miss a full 64-byte line, of the destination; 0 for what writes none. */
static unsigned misalignment(const struct dsa_hw_desc *desc)
{
    switch (desc->opcode) {
    case DSA_OPCODE_MEMMOVE:
    case DSA_OPCODE_MEMFILL:
    case DSA_OPCODE_COPY_CRC:
    case DSA_OPCODE_DIF_INS:
    case DSA_OPCODE_DIF_STRP:
    case DSA_OPCODE_DIF_UPDT:
    case DSA_OPCODE_DUALCAST: return (unsigned)(desc->dst_addr & 63);
    default: return 0;
    }
}

static const struct dsa_table *engine_table(const struct dsa_params *params, unsigned misaligned)
{
    if (misaligned == 0) {
        return &params->engine_move;
    }
    return misaligned == 32 ? &params->engine_move_half : &params->engine_move_misaligned;
}

/* From submission with ENQCMD to the poll that sees the record, on an idle device. */
static double latency_s(const struct dsa_params *params, const struct dsa_hw_desc *desc, double bytes)
{
    unsigned misaligned = misalignment(desc);
    if (compares(desc->opcode)) {
        return look_up(&params->latency_compare, bytes);
    }
    if (moves_nothing(desc->opcode)) {
        return look_up(&params->latency_fill, 0);
    }
    if (desc->opcode == DSA_OPCODE_MEMFILL) {
        double more = look_up(engine_table(params, misaligned), bytes) - look_up(&params->engine_move, bytes);
        return look_up(&params->latency_fill, bytes) + more;
    }
    return look_up(misaligned != 0 && misaligned != 32 ? &params->latency_move_misaligned : &params->latency_move, bytes);
}

/* Two destinations are half as much again to transfer as one source and one destination. */
static double transferred(const struct dsa_hw_desc *desc, uint64_t bytes)
{
    return desc->opcode == DSA_OPCODE_DUALCAST ? 1.5 * (double)bytes : (double)bytes;
}

static double transfer_s(const struct dsa_params *params, const struct dsa_hw_desc *desc, double bytes)
{
    double bandwidth = compares(desc->opcode) ? params->compare_bandwidth : params->move_bandwidth;
    return bandwidth > 0 && !moves_nothing(desc->opcode) ? bytes / bandwidth : 0;
}

/* Engine time of a descriptor among others, with the device for itself. */
static double engine_s(const struct dsa_params *params, const struct dsa_hw_desc *desc, double bytes)
{
    if (compares(desc->opcode) || moves_nothing(desc->opcode)) {
        double least = look_up(&params->engine_move, 0), transfer = transfer_s(params, desc, bytes);
        return least > transfer ? least : transfer;
    }
    return look_up(engine_table(params, misalignment(desc)), bytes);
}

static unsigned first_free(const struct dsa_model *model, unsigned engines)
{
    unsigned best = DSA_MAX_ENGINES;
    for (unsigned i = 0; i < DSA_MAX_ENGINES; i++) {
        bool mine = (engines >> i & 1) != 0;
        best = mine && (best == DSA_MAX_ENGINES || model->engine_free_ns[i] < model->engine_free_ns[best]) ? i : best;
    }
    return best < DSA_MAX_ENGINES ? best : 0;
}

struct dsa_lane dsa_lane(const struct dsa_config *config, const struct dsa_queue *queue)
{
    struct dsa_lane lane = {.place = queue->place};
    for (unsigned i = 0; i < config->params.engines && i < DSA_MAX_ENGINES; i++) {
        lane.engines |= (unsigned)(config->group_of_engine[queue->device][i] == queue->group) << i;
    }
    for (unsigned i = 0; i < config->queue_count; i++) {
        const struct dsa_queue *other = &config->queues[i];
        if (other->analytics == queue->analytics && other->device == queue->device && other->group == queue->group) {
            lane.weights[other->place] = other->priority;
        }
    }
    return lane;
}

/* When the arbiter's turns end a descriptor of `service` ns: between two of its own, each other queue with work sends as many
   as its weight is a multiple of this one's. Those that booked before keep their times, so the engines hand out what they
   gave twice from later requests of the others: shares hold over more descriptors than a queue has entries. */
static uint64_t turn_ends(struct dsa_model *model, const struct dsa_lane *lane, uint64_t now_ns, uint64_t service)
{
    struct dsa_turn *mine = &model->turns[lane->place];
    double round = (double)service;
    bool alone = true;
    for (unsigned i = 0; i < DSA_MAX_PLACES; i++) {
        const struct dsa_turn *other = &model->turns[i];
        if (i != lane->place && lane->weights[i] > 0 && other->until_ns > now_ns) {
            round += (double)other->last_ns * lane->weights[i] / lane->weights[lane->place];
            alone = false;
        }
    }
    if (alone) {
        return UINT64_MAX;
    }
    uint64_t from = mine->fair_ns > now_ns ? mine->fair_ns : now_ns;
    uint64_t fair = from + (uint64_t)(round / __builtin_popcount(lane->engines | (lane->engines == 0)) + 0.5);
    return fair > now_ns + service ? fair : now_ns + service;
}

static unsigned busy_at(const struct dsa_model *model, unsigned engines, uint64_t when_ns)
{
    unsigned busy = 0;
    for (unsigned i = 0; i < engines; i++) {
        busy += model->engine_free_ns[i] > when_ns;
    }
    return busy;
}

/* Of the measured latency, what is not the host's. */
static uint64_t device_ns(const struct dsa_params *params, const struct dsa_hw_desc *desc, double load)
{
    uint64_t whole = ns_of(latency_s(params, desc, load)), host = ns_of(params->submit_s) + ns_of(params->poll_s);
    return whole > host ? whole - host : 0;
}

uint64_t dsa_least_ns(const struct dsa_params *params, const struct dsa_hw_desc *desc, uint64_t bytes)
{
    bool varies = params->place.jitter_seed != 0 || emu_place_ratio(&params->place, (desc->flags & IDXD_OP_FLAG_CC) != 0) < 1;
    return varies || desc->opcode == DSA_OPCODE_BATCH ? 0 : device_ns(params, desc, transferred(desc, bytes));
}

struct dsa_slot dsa_book(struct dsa_model *model, const struct dsa_params *params, const struct dsa_lane *lane,
                         const struct dsa_hw_desc *desc, uint64_t bytes, uint64_t now_ns, uint64_t extra_ns)
{
    unsigned engine = first_free(model, lane->engines);
    uint64_t free_ns = model->engine_free_ns[engine];
    uint64_t start = now_ns > free_ns ? now_ns : free_ns;
    double load = transferred(desc, bytes);
    double ratio = emu_place_ratio(&params->place, (desc->flags & IDXD_OP_FLAG_CC) != 0);
    double more = transfer_s(params, desc, load) * (ratio - 1); /* than with the data where the tables have it */
    uint64_t device = device_ns(params, desc, load);
    uint64_t alone = ns_of(engine_s(params, desc, load));
    alone = alone < device ? alone : device;
    double rest = emu_place_latency(&params->place, model->booked++, (double)(device - alone) / 1e9);
    alone = ns_of((double)alone / 1e9 + more);
    unsigned sharers = 1 + busy_at(model, DSA_MAX_ENGINES, start);
    uint64_t shared = sharers > 1 ? ns_of(transfer_s(params, desc, load) * ratio * sharers) : 0;
    uint64_t service = (uint64_t)((double)(shared > alone ? shared : alone) * params->slowdown) + extra_ns;
    model->engine_free_ns[engine] = start + service;
    model->busy_ns += service;
    uint64_t turn = turn_ends(model, lane, now_ns, service);
    uint64_t end = turn < start + service ? turn : start + service;
    model->turns[lane->place] = (struct dsa_turn){end, end, service};
    return (struct dsa_slot){end - service, end + ns_of(rest)};
}

struct dsa_slot dsa_batch(struct dsa_model *model, const struct dsa_params *params, uint64_t now_ns)
{
    uint64_t taken = model->dispatch_free_ns > now_ns ? model->dispatch_free_ns : now_ns;
    uint64_t fetched = now_ns + ns_of(params->batch_overhead_s);
    return (struct dsa_slot){taken, fetched > taken ? fetched : taken};
}

uint64_t dsa_dispatch(struct dsa_model *model, const struct dsa_params *params, uint64_t now_ns)
{
    uint64_t at = model->dispatch_free_ns > now_ns ? model->dispatch_free_ns : now_ns;
    model->dispatch_free_ns = at + ns_of(params->batch_dispatch_s);
    return at;
}
