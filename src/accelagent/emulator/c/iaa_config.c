/* The `iaa.` lines of the file that accelagent.emulator writes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "iaa.h"

static struct iaa_params params;
static pthread_once_t once = PTHREAD_ONCE_INIT;

#define FIELD(member) offsetof(struct iaa_params, member)

static const struct {
    const char *name;
    size_t offset;
    enum { NUMBER, COUNT, SIZE } type;
} keys[] = {
    {"submit_s", FIELD(engine.submit_s), NUMBER},
    {"poll_s", FIELD(engine.poll_s), NUMBER},
    {"empty_poll_s", FIELD(engine.empty_poll_s), NUMBER},
    {"setup_s", FIELD(engine.setup_s), NUMBER},
    {"latency_s", FIELD(engine.latency_s), NUMBER},
    {"engine_bandwidth", FIELD(engine.engine_bandwidth[0]), NUMBER},
    {"dynamic_engine_bandwidth", FIELD(engine.engine_bandwidth[1]), NUMBER},
    {"decompress_engine_bandwidth", FIELD(engine.decompress_engine_bandwidth), NUMBER},
    {"bandwidth_cap", FIELD(engine.bandwidth_cap), NUMBER},
    {"decompress_bandwidth_cap", FIELD(engine.decompress_bandwidth_cap), NUMBER},
    {"engines", FIELD(engine.engines), COUNT},
    {"max_request_bytes", FIELD(engine.max_request_bytes), SIZE},
    {"fault_serve_s", FIELD(fault_serve_s), NUMBER},
    {"software_compress_bandwidth", FIELD(software_compress_bandwidth), NUMBER},
    {"software_decompress_bandwidth", FIELD(software_decompress_bandwidth), NUMBER},
    {"devices", FIELD(devices), COUNT},
    {"generation", FIELD(generation), COUNT},
    {"queue_size", FIELD(queue_size), COUNT},
    {"cached_source", FIELD(engine.place.cached_source), COUNT},
    {"cached_destination", FIELD(engine.place.cached_destination), COUNT},
    {"remote", FIELD(engine.place.remote), COUNT},
    {"cached_source_ratio", FIELD(engine.place.cached_source_ratio), NUMBER},
    {"cached_destination_ratio", FIELD(engine.place.cached_destination_ratio), NUMBER},
    {"remote_ratio", FIELD(engine.place.remote_ratio), NUMBER},
    {"remote_latency_s", FIELD(engine.place.remote_latency_s), NUMBER},
    {"jitter_ratio", FIELD(engine.place.jitter_ratio), NUMBER},
    {"jitter_seed", FIELD(engine.place.jitter_seed), SIZE},
};

static void set(const char *name, double value)
{
    params.present = true;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        char *field = (char *)&params + keys[i].offset;
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

static void load(void)
{
    const char *path = getenv("ACCEL_EMU_CONFIG");
    FILE *file = path != NULL ? fopen(path, "re") : NULL;
    char line[256], name[128];
    double value;
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, " iaa.%127[A-Za-z0-9_] = %lf", name, &value) == 2) {
            set(name, value);
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    params.devices = params.devices > IAA_MAX_DEVICES ? IAA_MAX_DEVICES : params.devices;
    params.queue_size = params.queue_size > IAA_SLOTS ? IAA_SLOTS : params.queue_size;
    params.engine.slowdown = 1;
}

const struct iaa_params *iaa_params(void)
{
    pthread_once(&once, load);
    return &params;
}

bool iaa_available(void)
{
    return iaa_params()->present && iaa_params()->devices > 0 && iaa_params()->queue_size > 0 && !emu_fault_absent("iaa");
}
