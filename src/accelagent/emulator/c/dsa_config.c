/* The `dsa.` lines of the file that accelagent.emulator writes: numbers, tables by size, queues. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dsa.h"

static struct dsa_config config;
static pthread_once_t once = PTHREAD_ONCE_INIT;

#define FIELD(member) offsetof(struct dsa_params, member)

static const struct {
    const char *name;
    size_t offset;
    enum { NUMBER, COUNT, SIZE, TABLE } type;
} keys[] = {
    {"submit_s", FIELD(submit_s), NUMBER},
    {"submit_movdir64b_s", FIELD(submit_movdir64b_s), NUMBER},
    {"submit_write_s", FIELD(submit_write_s), NUMBER},
    {"submit_batched_s", FIELD(batch_dispatch_s), NUMBER},
    {"batch_overhead_s", FIELD(batch_overhead_s), NUMBER},
    {"poll_s", FIELD(poll_s), NUMBER},
    {"empty_poll_s", FIELD(empty_poll_s), NUMBER},
    {"umwait_wake_s", FIELD(umwait_wake_s), NUMBER},
    {"umwait_limit_s", FIELD(umwait_limit_s), NUMBER},
    {"fault_stop_s", FIELD(fault_stop_s), NUMBER},
    {"fault_serve_s", FIELD(fault_serve_s), NUMBER},
    {"engine_bandwidth", FIELD(move_bandwidth), NUMBER},
    {"compare_bandwidth", FIELD(compare_bandwidth), NUMBER},
    {"tsc_frequency", FIELD(tsc_frequency), NUMBER},
    {"engines", FIELD(engines), COUNT},
    {"overlap_copy", FIELD(overlap_copy), COUNT},
    {"generation", FIELD(generation), COUNT},
    {"write_retries", FIELD(write_retries), COUNT},
    {"max_batch", FIELD(max_batch), COUNT},
    {"max_request_bytes", FIELD(max_request_bytes), SIZE},
    {"cached_source", FIELD(place.cached_source), COUNT},
    {"cached_destination", FIELD(place.cached_destination), COUNT},
    {"remote", FIELD(place.remote), COUNT},
    {"cached_source_ratio", FIELD(place.cached_source_ratio), NUMBER},
    {"cached_destination_ratio", FIELD(place.cached_destination_ratio), NUMBER},
    {"remote_ratio", FIELD(place.remote_ratio), NUMBER},
    {"remote_latency_s", FIELD(place.remote_latency_s), NUMBER},
    {"jitter_ratio", FIELD(place.jitter_ratio), NUMBER},
    {"jitter_seed", FIELD(place.jitter_seed), SIZE},
    {"latency_move", FIELD(latency_move), TABLE},
    {"latency_move_misaligned", FIELD(latency_move_misaligned), TABLE},
    {"latency_fill", FIELD(latency_fill), TABLE},
    {"latency_compare", FIELD(latency_compare), TABLE},
    {"engine_move", FIELD(engine_move), TABLE},
    {"engine_move_half", FIELD(engine_move_half), TABLE},
    {"engine_move_misaligned", FIELD(engine_move_misaligned), TABLE},
};

static void add_point(struct dsa_table *table, double bytes, double seconds)
{
    unsigned at = table->count;
    if (at == DSA_POINTS) {
        return;
    }
    for (; at > 0 && table->bytes[at - 1] > bytes; at--) {
        table->bytes[at] = table->bytes[at - 1];
        table->seconds[at] = table->seconds[at - 1];
    }
    table->bytes[at] = bytes;
    table->seconds[at] = seconds;
    table->count++;
}

/* `name_<bytes>` is a point of table `name`. */
static bool names_point(const char *name, const char *table, double *bytes)
{
    size_t length = strlen(table);
    char *end;
    if (strncmp(name, table, length) != 0 || name[length] != '_') {
        return false;
    }
    *bytes = strtod(name + length + 1, &end);
    return end != name + length + 1 && *end == '\0';
}

static void set(const char *name, double value)
{
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        char *field = (char *)&config.params + keys[i].offset;
        double bytes;
        if (keys[i].type == TABLE && names_point(name, keys[i].name, &bytes)) {
            add_point((struct dsa_table *)(void *)field, bytes, value);
        } else if (strcmp(name, keys[i].name) != 0) {
            continue;
        } else if (keys[i].type == NUMBER) {
            *(double *)(void *)field = value;
        } else if (keys[i].type == COUNT) {
            *(unsigned *)(void *)field = (unsigned)value;
        } else if (keys[i].type == SIZE) {
            *(uint64_t *)(void *)field = (uint64_t)value;
        }
    }
}

/* `DEVICE ENGINE GROUP`; without such lines all engines are in group 0. */
static void add_engine(const char *text)
{
    unsigned device, engine, group;
    if (sscanf(text, "%u %u %u", &device, &engine, &group) == 3 && device < DSA_MAX_DEVICES && engine < DSA_MAX_ENGINES &&
        group < DSA_MAX_GROUPS) {
        config.group_of_engine[device][engine] = group;
    }
}

/* `wqX.Y MODE ENTRIES DEVICE GROUP PRIORITY`: X numbers devices of both kinds, DEVICE those of its kind. */
static void add_queue(const char *text, bool analytics)
{
    char name[DSA_NAME], mode[16];
    unsigned size, device, group, priority;
    if (config.queue_count == DSA_MAX_QUEUES ||
        sscanf(text, "%23s %15s %u %u %u %u", name, mode, &size, &device, &group, &priority) != 6 ||
        device >= DSA_MAX_DEVICES || priority == 0) {
        return;
    }
    unsigned taken = 0, place = 0;
    for (unsigned i = 0; i < config.queue_count; i++) {
        const struct dsa_queue *other = &config.queues[i];
        bool beside = other->device == device && other->analytics == analytics;
        taken += beside ? other->size : 0;
        place += beside;
    }
    if (taken + size > DSA_ENTRIES || place == DSA_MAX_PLACES) {
        return;
    }
    struct dsa_queue *queue = &config.queues[config.queue_count++];
    queue->first_entry = taken;
    strcpy(queue->name, name);
    queue->device = device;
    queue->size = size;
    queue->place = place;
    queue->group = group;
    queue->priority = priority;
    queue->shared = strcmp(mode, "shared") == 0;
    queue->analytics = analytics;
}

static void read_line(const char *line)
{
    char name[128], text[128];
    if (sscanf(line, " iaa.queue = %127[^\n]", text) == 1) {
        add_queue(text, true);
        return;
    }
    if (sscanf(line, " dsa.%127[A-Za-z0-9_] = %127[^\n]", name, text) != 2) {
        return;
    }
    if (strcmp(name, "queue") == 0) {
        add_queue(text, false);
    } else if (strcmp(name, "engine") == 0) {
        add_engine(text);
    } else if (strcmp(name, "devices") == 0) {
        config.dsa_devices = (unsigned)strtoul(text, NULL, 10);
    } else if (strcmp(name, "privileged") == 0) {
        config.privileged = text[0] == '1';
    } else if (strcmp(name, "configurable") == 0) {
        config.configurable = text[0] == '1';
    } else {
        set(name, strtod(text, NULL));
    }
}

static void load(void)
{
    const char *path = getenv("ACCEL_EMU_CONFIG"), *root = getenv("ACCEL_EMU_DSA_ROOT");
    FILE *file = path != NULL ? fopen(path, "re") : NULL;
    char line[256];
    config.params.slowdown = 1;
    if (root != NULL && strlen(root) < sizeof config.root) {
        strcpy(config.root, root);
    }
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        read_line(line);
    }
    if (file != NULL) {
        fclose(file);
    }
}

const struct dsa_config *dsa_config(void)
{
    pthread_once(&once, load);
    return &config;
}
