/* The `iaa.` lines of the file that accelagent.emulator writes. */
#include <stdio.h>

#include "config.h"
#include "iaa.h"

static struct iaa_params params;
static pthread_once_t once = PTHREAD_ONCE_INIT;

#define FIELD(member) offsetof(struct iaa_params, member)

static const struct emu_key keys[] = {
    {"submit_s", FIELD(engine.submit_s), EMU_NUMBER},
    {"poll_s", FIELD(engine.poll_s), EMU_NUMBER},
    {"empty_poll_s", FIELD(engine.empty_poll_s), EMU_NUMBER},
    {"setup_s", FIELD(engine.setup_s), EMU_NUMBER},
    {"latency_s", FIELD(engine.latency_s), EMU_NUMBER},
    {"engine_bandwidth", FIELD(engine.engine_bandwidth[0]), EMU_NUMBER},
    {"dynamic_engine_bandwidth", FIELD(engine.engine_bandwidth[1]), EMU_NUMBER},
    {"decompress_engine_bandwidth", FIELD(engine.decompress_engine_bandwidth), EMU_NUMBER},
    {"bandwidth_cap", FIELD(engine.bandwidth_cap), EMU_NUMBER},
    {"decompress_bandwidth_cap", FIELD(engine.decompress_bandwidth_cap), EMU_NUMBER},
    {"engines", FIELD(engine.engines), EMU_COUNT},
    {"max_request_bytes", FIELD(engine.max_request_bytes), EMU_SIZE},
    {"fault_serve_s", FIELD(fault_serve_s), EMU_NUMBER},
    {"software_compress_bandwidth", FIELD(software_compress_bandwidth), EMU_NUMBER},
    {"software_decompress_bandwidth", FIELD(software_decompress_bandwidth), EMU_NUMBER},
    {"devices", FIELD(devices), EMU_COUNT},
    {"generation", FIELD(generation), EMU_COUNT},
    {"queue_size", FIELD(queue_size), EMU_COUNT},
    EMU_PLACE_KEYS(struct iaa_params, engine.place),
    {NULL, 0, EMU_NUMBER},
};

static void read_line(const char *line)
{
    char name[128];
    double value;
    if (sscanf(line, " iaa.%127[A-Za-z0-9_] = %lf", name, &value) == 2) {
        params.present = true;
        emu_set_key(keys, &params, name, value);
    }
}

static void load(void)
{
    emu_read_config(read_line);
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
