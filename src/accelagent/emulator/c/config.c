/* Reads the environment and the `key = value` file that accelagent.emulator writes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emu.h"

static struct emu_config config;
static pthread_once_t once = PTHREAD_ONCE_INIT;

struct key {
    const char *name;
    size_t offset;
    enum { NUMBER, COUNT, SIZE } type;
};

#define FIELD(member) offsetof(struct emu_params, member)

static const struct key keys[] = {
    {"submit_s", FIELD(submit_s), NUMBER},
    {"poll_s", FIELD(poll_s), NUMBER},
    {"empty_poll_s", FIELD(empty_poll_s), NUMBER},
    {"setup_s", FIELD(setup_s), NUMBER},
    {"latency_s", FIELD(latency_s), NUMBER},
    {"engine_bandwidth_l1", FIELD(engine_bandwidth[0]), NUMBER},
    {"engine_bandwidth_l6", FIELD(engine_bandwidth[1]), NUMBER},
    {"engine_bandwidth_l9", FIELD(engine_bandwidth[2]), NUMBER},
    {"decompress_engine_bandwidth", FIELD(decompress_engine_bandwidth), NUMBER},
    {"bandwidth_cap", FIELD(bandwidth_cap), NUMBER},
    {"decompress_bandwidth_cap", FIELD(decompress_bandwidth_cap), NUMBER},
    {"sym_engine_bandwidth", FIELD(sym_engine_bandwidth), NUMBER},
    {"sym_bandwidth_cap", FIELD(sym_bandwidth_cap), NUMBER},
    {"rsa2048_engine_s", FIELD(rsa2048_engine_s), NUMBER},
    {"ec256_engine_s", FIELD(ec256_engine_s), NUMBER},
    {"engines", FIELD(engines), COUNT},
    {"instances", FIELD(instances), COUNT},
    {"ring_depth", FIELD(ring_depth), COUNT},
    {"max_request_bytes", FIELD(max_request_bytes), SIZE},
    {"no_work", FIELD(no_work), COUNT},
    {"cached_source", FIELD(place.cached_source), COUNT},
    {"cached_destination", FIELD(place.cached_destination), COUNT},
    {"remote", FIELD(place.remote), COUNT},
    {"cached_source_ratio", FIELD(place.cached_source_ratio), NUMBER},
    {"cached_destination_ratio", FIELD(place.cached_destination_ratio), NUMBER},
    {"remote_ratio", FIELD(place.remote_ratio), NUMBER},
    {"remote_latency_s", FIELD(place.remote_latency_s), NUMBER},
    {"jitter_ratio", FIELD(place.jitter_ratio), NUMBER},
    {"jitter_seed", FIELD(place.jitter_seed), SIZE},
};

static void set_device(const char *name, double value)
{
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        char *field = (char *)&config.device + keys[i].offset;
        if (strcmp(keys[i].name, name) != 0) {
            continue;
        }
        switch (keys[i].type) {
        case NUMBER: *(double *)(void *)field = value; break;
        case COUNT: *(unsigned *)(void *)field = (unsigned)value; break;
        case SIZE: *(uint64_t *)(void *)field = (uint64_t)value; break;
        }
    }
}

static void set(const char *name, double value)
{
    if (strcmp(name, "timer_slack_s") == 0) {
        config.timer_slack_ns = emu_seconds_to_ns(value);
    } else if (strcmp(name, "channel_latency_s") == 0) {
        config.channel_latency_ns = emu_seconds_to_ns(value);
    } else if (strcmp(name, "qat.sva") == 0) {
        config.qat_sva = value != 0;
    } else if (strncmp(name, "qat.", 4) == 0) {
        config.has_device = true;
        set_device(name + 4, value);
    }
}

static void read_file(const char *path)
{
    FILE *file = fopen(path, "re");
    char line[256], name[128];
    double value;
    if (file == NULL) {
        return;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "fault = ", 8) == 0) {
            config.faults |= emu_faults_add(line + 8);
        } else if (sscanf(line, " %127[A-Za-z0-9_.] = %lf", name, &value) == 2) {
            set(name, value);
        }
    }
    fclose(file);
}

static enum emu_mode mode_of(const char *name)
{
    if (name != NULL && (strcmp(name, "wall") == 0 || strcmp(name, "real") == 0)) {
        return EMU_WALL;
    }
    return name != NULL && strcmp(name, "fixed") == 0 ? EMU_FIXED : EMU_VIRTUAL;
}

static void load(void)
{
    const char *path = getenv("ACCEL_EMU_CONFIG");
    const char *work = getenv("ACCEL_EMU_WORK");
    const char *stats = getenv("ACCEL_EMU_STATS");
    config.timer_slack_ns = 50000; /* Linux's default for ordinary threads */
    config.device.slowdown = 1;
    config.device.max_request_bytes = UINT32_MAX;
    config.mode = mode_of(getenv("ACCEL_EMU_CLOCK"));
    config.helper = config.mode == EMU_WALL && strcmp(getenv("ACCEL_EMU_CLOCK"), "real") == 0;
    config.eager = work != NULL && strcmp(work, "eager") == 0;
    if (stats != NULL && strlen(stats) < sizeof config.stats_dir) {
        memcpy(config.stats_dir, stats, strlen(stats) + 1);
    }
    if (path != NULL) {
        read_file(path);
    }
}

const struct emu_config *emu_config(void)
{
    pthread_once(&once, load);
    return &config;
}
