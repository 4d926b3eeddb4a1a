#include "device_model.h"

uint64_t emu_seconds_to_ns(double seconds)
{
    return seconds <= 0 ? 0 : (uint64_t)(seconds * 1e9 + 0.5);
}

unsigned emu_hardware_level(unsigned level)
{
    return level <= 5 ? 0 : level <= 8 ? 1 : 2;
}

static double ratio(unsigned applies, double value)
{
    return applies && value > 0 ? value : 1;
}

double emu_place_ratio(const struct emu_place *place, int to_cache)
{
    return ratio(place->cached_source, place->cached_source_ratio) *
           ratio(place->cached_destination || to_cache, place->cached_destination_ratio) *
           ratio(place->remote, place->remote_ratio);
}

/* splitmix64: numbers in a row give independent values. */
static double evenly(uint64_t seed, uint64_t number)
{
    uint64_t z = seed + (number + 1) * 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

double emu_place_latency(const struct emu_place *place, uint64_t number, double seconds)
{
    double swing = place->jitter_seed != 0 ? place->jitter_ratio * (2 * evenly(place->jitter_seed, number) - 1) : 0;
    return seconds * (1 + swing) + (place->remote ? place->remote_latency_s : 0);
}

static uint64_t transfer_ns(uint64_t nbytes, double bandwidth)
{
    return bandwidth > 0 ? emu_seconds_to_ns((double)nbytes / bandwidth) : 0;
}

static double engine_bandwidth(const struct emu_params *params, enum emu_work work, unsigned level)
{
    switch (work) {
    case EMU_COMPRESS: return params->engine_bandwidth[emu_hardware_level(level)];
    case EMU_DECOMPRESS: return params->decompress_engine_bandwidth;
    default: return params->sym_engine_bandwidth;
    }
}

static uint64_t service_ns(const struct emu_params *params, enum emu_work work, unsigned level, uint64_t nbytes)
{
    double stretch = params->slowdown > 0 ? params->slowdown : 1;
    double bandwidth = engine_bandwidth(params, work, level) / emu_place_ratio(&params->place, 0);
    uint64_t busy = work == EMU_PUBLIC_KEY ? nbytes : transfer_ns(nbytes, bandwidth);
    return (uint64_t)((double)(emu_seconds_to_ns(params->setup_s) + busy) * stretch + 0.5);
}

static double bandwidth_cap(const struct emu_params *params, enum emu_work work)
{
    switch (work) {
    case EMU_COMPRESS: return params->bandwidth_cap;
    case EMU_DECOMPRESS: return params->decompress_bandwidth_cap;
    case EMU_SYMMETRIC: return params->sym_bandwidth_cap;
    default: return 0;
    }
}

static unsigned first_free(const struct emu_model *model, unsigned engines)
{
    unsigned best = 0;
    for (unsigned i = 1; i < engines; i++) {
        if (model->engine_free_ns[i] < model->engine_free_ns[best]) {
            best = i;
        }
    }
    return best;
}

static uint64_t later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

uint64_t emu_model_book(struct emu_model *model, const struct emu_params *params, uint64_t now_ns,
                        enum emu_work work, unsigned level, uint64_t nbytes)
{
    unsigned engines = params->engines < 1 ? 1 : params->engines;
    unsigned engine = first_free(model, engines < EMU_MAX_ENGINES ? engines : EMU_MAX_ENGINES);
    uint64_t start = later(now_ns, model->engine_free_ns[engine]);
    uint64_t service = service_ns(params, work, level, nbytes);

    /* The cap is a serial resource all engines draw on: a request cannot end before its share has passed. */
    double cap = bandwidth_cap(params, work);
    uint64_t end = start + service;
    if (work != EMU_PUBLIC_KEY) { /* which moves next to nothing */
        model->cap_free_ns = later(now_ns, model->cap_free_ns) + transfer_ns(nbytes, cap);
        end = later(end, model->cap_free_ns);
    }

    model->engine_free_ns[engine] = end;
    model->busy_ns += service;
    return end + emu_seconds_to_ns(emu_place_latency(&params->place, model->booked++, params->latency_s));
}
