/* Timing of a look-aside device: engines fed from rings, one shared bandwidth limit. Pure: no clock, no locks. */
#ifndef EMU_DEVICE_MODEL_H
#define EMU_DEVICE_MODEL_H

#include <stdint.h>

#define EMU_MAX_ENGINES 256

enum emu_work {
    EMU_COMPRESS,
    EMU_DECOMPRESS,
    EMU_SYMMETRIC,
    EMU_PUBLIC_KEY /* the caller knows the engine's time: `nbytes` counts its nanoseconds */
};

/* Where the buffers of a run lie, what that makes of the published times, and how much a time varies. Zeros change nothing. */
struct emu_place {
    unsigned cached_source, cached_destination; /* 1: in the processor's cache instead of memory */
    unsigned remote;                            /* 1: at the other socket */
    double cached_source_ratio, cached_destination_ratio, remote_ratio; /* transfer time, as a multiple; 0: as 1 */
    double remote_latency_s;                    /* per request */
    double jitter_ratio;                        /* latency varies by so much up and down, evenly spread */
    uint64_t jitter_seed;                       /* 0: it does not vary */
};

/* The multiple of the transfer time; `to_cache`: the request itself asks for its destination in the cache. */
__attribute__((visibility("default"))) double emu_place_ratio(const struct emu_place *place, int to_cache);

/* A latency as the request with that number has it; the same seed and number give the same. */
__attribute__((visibility("default"))) double emu_place_latency(const struct emu_place *place, uint64_t number, double seconds);

struct emu_params {
    double submit_s, poll_s, empty_poll_s;   /* host CPU */
    double setup_s;                          /* engine time per request */
    double latency_s;                        /* added to every request, occupies nothing */
    /* Bandwidths count uncompressed bytes, in both directions. */
    double engine_bandwidth[3];              /* byte/s at the three hardware levels */
    double decompress_engine_bandwidth;
    double bandwidth_cap;                    /* byte/s of all engines together; 0: none */
    double decompress_bandwidth_cap;
    double sym_engine_bandwidth;             /* byte/s of a cipher, a digest or both in one */
    double sym_bandwidth_cap;
    double rsa2048_engine_s, ec256_engine_s; /* engine time of the reference operations */
    double slowdown;                         /* 1: as calibrated */
    unsigned engines;
    unsigned instances;
    unsigned ring_depth;                     /* requests in flight per instance */
    uint64_t max_request_bytes;
    unsigned no_work;                        /* 1: requests succeed and nothing is done */
    struct emu_place place;
};

struct emu_model {
    uint64_t engine_free_ns[EMU_MAX_ENGINES];
    uint64_t cap_free_ns;                    /* one for all services: each takes its share of the device's time */
    uint64_t busy_ns;                        /* engine time handed out */
    uint64_t booked;                         /* requests */
};

__attribute__((visibility("default"))) uint64_t emu_seconds_to_ns(double seconds);

/* Hardware level (0..2) of a compression level 1..12: devices of this family know three. */
__attribute__((visibility("default"))) unsigned emu_hardware_level(unsigned level);

/* Books one request of `nbytes` (uncompressed) that arrives at `now_ns` and returns when its result is visible to the host. */
__attribute__((visibility("default"))) uint64_t emu_model_book(struct emu_model *model, const struct emu_params *params, uint64_t now_ns,
                        enum emu_work work, unsigned level, uint64_t nbytes);

#endif
