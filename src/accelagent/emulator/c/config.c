/* Reads the environment and the `key = value` file that accelagent.emulator writes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"

static struct emu_config config;
static pthread_once_t once = PTHREAD_ONCE_INIT;

#define FIELD(member) offsetof(struct emu_params, member)

static const struct emu_key keys[] = {
    {"submit_s", FIELD(submit_s), EMU_NUMBER},
    {"poll_s", FIELD(poll_s), EMU_NUMBER},
    {"empty_poll_s", FIELD(empty_poll_s), EMU_NUMBER},
    {"setup_s", FIELD(setup_s), EMU_NUMBER},
    {"latency_s", FIELD(latency_s), EMU_NUMBER},
    {"engine_bandwidth_l1", FIELD(engine_bandwidth[0]), EMU_NUMBER},
    {"engine_bandwidth_l6", FIELD(engine_bandwidth[1]), EMU_NUMBER},
    {"engine_bandwidth_l9", FIELD(engine_bandwidth[2]), EMU_NUMBER},
    {"decompress_engine_bandwidth", FIELD(decompress_engine_bandwidth), EMU_NUMBER},
    {"bandwidth_cap", FIELD(bandwidth_cap), EMU_NUMBER},
    {"decompress_bandwidth_cap", FIELD(decompress_bandwidth_cap), EMU_NUMBER},
    {"sym_engine_bandwidth", FIELD(sym_engine_bandwidth), EMU_NUMBER},
    {"sym_bandwidth_cap", FIELD(sym_bandwidth_cap), EMU_NUMBER},
    {"rsa2048_engine_s", FIELD(rsa2048_engine_s), EMU_NUMBER},
    {"ec256_engine_s", FIELD(ec256_engine_s), EMU_NUMBER},
    {"engines", FIELD(engines), EMU_COUNT},
    {"instances", FIELD(instances), EMU_COUNT},
    {"ring_depth", FIELD(ring_depth), EMU_COUNT},
    {"max_request_bytes", FIELD(max_request_bytes), EMU_SIZE},
    {"no_work", FIELD(no_work), EMU_COUNT},
    EMU_PLACE_KEYS(struct emu_params, place),
    {NULL, 0, EMU_NUMBER},
};

void emu_set_key(const struct emu_key *keys_of, void *params, const char *name, double value)
{
    for (const struct emu_key *key = keys_of; key->name != NULL; key++) {
        char *field = (char *)params + key->offset;
        if (strcmp(key->name, name) != 0) {
            continue;
        }
        switch (key->type) {
        case EMU_NUMBER: *(double *)(void *)field = value; break;
        case EMU_COUNT: *(unsigned *)(void *)field = (unsigned)value; break;
        case EMU_SIZE: *(uint64_t *)(void *)field = (uint64_t)value; break;
        }
    }
}

void emu_read_config(void (*take)(const char *line))
{
    const char *path = getenv("ACCEL_EMU_CONFIG");
    FILE *file = path != NULL ? fopen(path, "re") : NULL;
    char line[256];
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        take(line);
    }
    if (file != NULL) {
        fclose(file);
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
        emu_set_key(keys, &config.device, name + 4, value);
    }
}

static void read_line(const char *line)
{
    char name[128];
    double value;
    if (strncmp(line, "fault = ", 8) == 0) {
        config.faults |= emu_faults_add(line + 8);
    } else if (sscanf(line, " %127[A-Za-z0-9_.] = %lf", name, &value) == 2) {
        set(name, value);
    }
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
    emu_read_config(read_line);
}

const struct emu_config *emu_config(void)
{
    pthread_once(&once, load);
    return &config;
}
