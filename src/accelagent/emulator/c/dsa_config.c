/* The `dsa.` lines of the file that accelagent.emulator writes: numbers, tables by size, queues. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "dsa.h"

static struct dsa_config config;
static pthread_once_t once = PTHREAD_ONCE_INIT;

#define FIELD(member) offsetof(struct dsa_params, member)

static const struct emu_key keys[] = {
    {"submit_s", FIELD(submit_s), EMU_NUMBER},
    {"submit_movdir64b_s", FIELD(submit_movdir64b_s), EMU_NUMBER},
    {"submit_write_s", FIELD(submit_write_s), EMU_NUMBER},
    {"submit_batched_s", FIELD(batch_dispatch_s), EMU_NUMBER},
    {"batch_overhead_s", FIELD(batch_overhead_s), EMU_NUMBER},
    {"poll_s", FIELD(poll_s), EMU_NUMBER},
    {"empty_poll_s", FIELD(empty_poll_s), EMU_NUMBER},
    {"umwait_wake_s", FIELD(umwait_wake_s), EMU_NUMBER},
    {"umwait_limit_s", FIELD(umwait_limit_s), EMU_NUMBER},
    {"fault_stop_s", FIELD(fault_stop_s), EMU_NUMBER},
    {"fault_serve_s", FIELD(fault_serve_s), EMU_NUMBER},
    {"engine_bandwidth", FIELD(move_bandwidth), EMU_NUMBER},
    {"compare_bandwidth", FIELD(compare_bandwidth), EMU_NUMBER},
    {"tsc_frequency", FIELD(tsc_frequency), EMU_NUMBER},
    {"engines", FIELD(engines), EMU_COUNT},
    {"overlap_copy", FIELD(overlap_copy), EMU_COUNT},
    {"generation", FIELD(generation), EMU_COUNT},
    {"write_retries", FIELD(write_retries), EMU_COUNT},
    {"max_batch", FIELD(max_batch), EMU_COUNT},
    {"max_request_bytes", FIELD(max_request_bytes), EMU_SIZE},
    EMU_PLACE_KEYS(struct dsa_params, place),
    {NULL, 0, EMU_NUMBER},
};

static const struct {
    const char *name;
    size_t offset;
} tables[] = {
    {"latency_move", FIELD(latency_move)},
    {"latency_move_misaligned", FIELD(latency_move_misaligned)},
    {"latency_fill", FIELD(latency_fill)},
    {"latency_compare", FIELD(latency_compare)},
    {"engine_move", FIELD(engine_move)},
    {"engine_move_half", FIELD(engine_move_half)},
    {"engine_move_misaligned", FIELD(engine_move_misaligned)},
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
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        double bytes;
        if (names_point(name, tables[i].name, &bytes)) {
            add_point((struct dsa_table *)(void *)((char *)&config.params + tables[i].offset), bytes, value);
        }
    }
    emu_set_key(keys, &config.params, name, value);
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
    const char *root = getenv("ACCEL_EMU_DSA_ROOT");
    config.params.slowdown = 1;
    if (root != NULL && strlen(root) < sizeof config.root) {
        strcpy(config.root, root);
    }
    emu_read_config(read_line);
}

const struct dsa_config *dsa_config(void)
{
    pthread_once(&once, load);
    return &config;
}
