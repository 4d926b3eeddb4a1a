/* The file of `key = value` lines that accelagent.emulator writes, named by ACCEL_EMU_CONFIG. */
#ifndef EMU_CONFIG_H
#define EMU_CONFIG_H

#include "emu.h"

struct emu_key {
    const char *name;
    size_t offset; /* within the parameters */
    enum { EMU_NUMBER, EMU_COUNT, EMU_SIZE } type; /* double, unsigned, uint64_t */
};

/* The keys of a struct emu_place that is a member of `type`. */
#define EMU_PLACE_KEYS(type, place)                                                   \
    {"cached_source", offsetof(type, place.cached_source), EMU_COUNT},                \
    {"cached_destination", offsetof(type, place.cached_destination), EMU_COUNT},      \
    {"remote", offsetof(type, place.remote), EMU_COUNT},                              \
    {"cached_source_ratio", offsetof(type, place.cached_source_ratio), EMU_NUMBER},   \
    {"cached_destination_ratio", offsetof(type, place.cached_destination_ratio), EMU_NUMBER}, \
    {"remote_ratio", offsetof(type, place.remote_ratio), EMU_NUMBER},                 \
    {"remote_latency_s", offsetof(type, place.remote_latency_s), EMU_NUMBER},         \
    {"jitter_ratio", offsetof(type, place.jitter_ratio), EMU_NUMBER},                 \
    {"jitter_seed", offsetof(type, place.jitter_seed), EMU_SIZE}

/* Sets the parameter of that name, if there is one; `keys` end with a NULL name. */
void emu_set_key(const struct emu_key *keys, void *params, const char *name, double value);
void emu_read_config(void (*take)(const char *line));

#endif
