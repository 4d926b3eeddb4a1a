#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "client.h"
#include "snapshot.h"
#include "store.h"
#include "synthetic.h"

enum { MAX_KEYS = 1000000, MAX_REQUESTS = 10000000, PUTS_PER_SNAPSHOT = 1000, PREVIEWS_PER_MILLE = 5,
       PREVIEW_WIDTH = 320, PREVIEW_HEIGHT = 240 };

struct options {
    int requests;
    unsigned seed;
    int keys;
    int puts;  /* percent of the requests */
    int large; /* sessions in 1000 that are large; negative: as synthetic.h has it */
    const char *output;      /* directory for log, snapshots and what was read; NULL: nothing is kept */
    const char *thumbnailer; /* address; NULL: no previews */
};

struct bench {
    struct options options;
    struct store store;
    struct snapshotter snapshotter;
    struct synthetic synthetic;
    struct client client;
    uint8_t value[RECORD_MAX_BYTES];
    FILE *snapshots;
    FILE *reads; /* one line per value that was read, or NULL */
    double *latencies;
    double *path_latencies; /* of the requests that called the thumbnailer */
    int path_count;
    int puts;
    long long snapshot_bytes;
};

static double now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void print_latencies(const char *name, double *latencies, int count)
{
    double sum = 0;

    if (count == 0)
        return;
    qsort(latencies, (size_t)count, sizeof *latencies, by_value);
    for (int i = 0; i < count; i++)
        sum += latencies[i];
    printf("accel-metric %s_mean %.3f us\n", name, sum / count);
    printf("accel-metric %s_p50 %.3f us\n", name, latencies[(count - 1) / 2]);
    printf("accel-metric %s_p99 %.3f us\n", name, latencies[(long)(count - 1) * 99 / 100]);
    printf("accel-metric %s_p999 %.3f us\n", name, latencies[(long)(count - 1) * 999 / 1000]);
}

/* Popular keys come up more often than others. */
static void choose_key(struct bench *bench, char key[KEY_MAX_BYTES + 1])
{
    uint32_t keys = (uint32_t)bench->options.keys;
    uint32_t a = synthetic_below(&bench->synthetic, keys), b = synthetic_below(&bench->synthetic, keys);

    snprintf(key, KEY_MAX_BYTES + 1, "user:%06u", a < b ? a : b);
}

static size_t make_session(struct bench *bench)
{
    size_t size = synthetic_size(&bench->synthetic);

    synthetic_session(&bench->synthetic, bench->value, size);
    return size;
}

static int take_snapshot(struct bench *bench)
{
    size_t segment = (size_t)(bench->puts / PUTS_PER_SNAPSHOT) % SEGMENTS;
    long bytes = snapshot_segment(&bench->snapshotter, &bench->store, segment, bench->snapshots);

    bench->snapshot_bytes += bytes;
    return bytes < 0 ? -1 : 0;
}

static int put(struct bench *bench, const char *key, size_t size)
{
    if (store_put(&bench->store, key, bench->value, size))
        return -1;
    return ++bench->puts % PUTS_PER_SNAPSHOT == 0 ? take_snapshot(bench) : 0;
}

static void note_read(struct bench *bench, const char *key, long size)
{
    uint64_t sum = 14695981039346656037u;

    for (long i = 0; i < size; i++)
        sum = (sum ^ bench->value[i]) * 1099511628211u;
    fprintf(bench->reads, "%s %ld %016llx\n", key, size, (unsigned long long)sum);
}

static int put_preview(struct bench *bench, const char *key)
{
    const char *fault;
    unsigned seed = synthetic_below(&bench->synthetic, 100000);
    long size = client_thumbnail(&bench->client, PREVIEW_WIDTH, PREVIEW_HEIGHT, seed, bench->value,
                                 RECORD_MAX_BYTES, &fault);

    if (size < 0) {
        fprintf(stderr, "bench: %s\n", fault);
        return -1;
    }
    return put(bench, key, (size_t)size);
}

/* One request; what the client would prepare beforehand is not part of its latency. */
static int request(struct bench *bench, double *latency)
{
    uint32_t draw = synthetic_below(&bench->synthetic, 1000);
    int is_preview = bench->options.thumbnailer && draw >= 1000 - PREVIEWS_PER_MILLE, is_put = draw < (uint32_t)bench->options.puts * 10;
    char key[KEY_MAX_BYTES + 1];
    long size = 0;
    double start;
    int failed;

    choose_key(bench, key);
    if (is_put)
        size = (long)make_session(bench);
    start = now_us();
    if (is_preview)
        failed = put_preview(bench, key);
    else if (is_put)
        failed = put(bench, key, (size_t)size);
    else
        failed = (size = store_get(&bench->store, key, bench->value)) < 0;
    *latency = now_us() - start;
    if (is_preview)
        bench->path_latencies[bench->path_count++] = *latency;
    if (!is_put && !is_preview && !failed && bench->reads)
        note_read(bench, key, size);
    return failed ? -1 : 0;
}

static int preload(struct bench *bench)
{
    char key[KEY_MAX_BYTES + 1];

    for (int i = 0; i < bench->options.keys; i++) {
        snprintf(key, sizeof key, "user:%06u", (unsigned)i);
        if (store_put(&bench->store, key, bench->value, make_session(bench)))
            return -1;
    }
    return 0;
}

static int run(struct bench *bench)
{
    if (preload(bench)) {
        fputs("bench: the store cannot be filled\n", stderr);
        return -1;
    }
    for (int i = 0; i < bench->options.requests; i++) {
        if (request(bench, &bench->latencies[i])) {
            fprintf(stderr, "bench: request %d failed\n", i);
            return -1;
        }
    }
    return 0;
}

static FILE *open_output(const struct options *options, const char *name)
{
    char path[4096];
    FILE *file;

    if (!options->output)
        return tmpfile();
    snprintf(path, sizeof path, "%s/%s", options->output, name);
    file = fopen(path, "wb");
    if (!file)
        perror(path);
    return file;
}

static int open_bench(struct bench *bench)
{
    size_t requests = (size_t)bench->options.requests;
    FILE *log = open_output(&bench->options, "log.archive");

    bench->snapshots = open_output(&bench->options, "snapshots.archive");
    bench->reads = bench->options.output ? open_output(&bench->options, "reads.txt") : NULL;
    bench->latencies = calloc(requests, sizeof *bench->latencies);
    bench->path_latencies = calloc(requests, sizeof *bench->path_latencies);
    if (store_open(&bench->store, log) || snapshotter_open(&bench->snapshotter))
        return -1;
    if (synthetic_open(&bench->synthetic, bench->options.seed))
        return -1;
    if (bench->options.large >= 0)
        bench->synthetic.large_per_mille = (uint32_t)bench->options.large;
    if (!log || !bench->snapshots || !bench->latencies || !bench->path_latencies)
        return -1;
    if (bench->options.thumbnailer && client_open(&bench->client, bench->options.thumbnailer)) {
        fprintf(stderr, "bench: %s: %s\n", bench->options.thumbnailer, strerror(errno));
        return -1;
    }
    return 0;
}

static int close_file(FILE *file)
{
    return file ? fclose(file) : 0;
}

static int close_bench(struct bench *bench)
{
    int failed = close_file(bench->store.log);

    failed |= close_file(bench->snapshots);
    failed |= close_file(bench->reads);
    client_close(&bench->client);
    store_close(&bench->store);
    snapshotter_close(&bench->snapshotter);
    synthetic_close(&bench->synthetic);
    free(bench->latencies);
    free(bench->path_latencies);
    return failed ? -1 : 0;
}

static int parse(int argc, char **argv, struct options *options)
{
    for (int i = 1; i < argc; i += 2) {
        const char *name = argv[i], *value = argv[i + 1];
        if (!value)
            return -1;
        if (strcmp(name, "--requests") == 0)
            options->requests = atoi(value);
        else if (strcmp(name, "--seed") == 0)
            options->seed = (unsigned)atoi(value);
        else if (strcmp(name, "--keys") == 0)
            options->keys = atoi(value);
        else if (strcmp(name, "--puts") == 0)
            options->puts = atoi(value);
        else if (strcmp(name, "--large") == 0)
            options->large = atoi(value);
        else if (strcmp(name, "--output") == 0)
            options->output = value;
        else if (strcmp(name, "--thumbnailer") == 0)
            options->thumbnailer = value;
        else
            return -1;
    }
    if (options->keys < 1 || options->keys > MAX_KEYS || options->puts < 0 || options->puts > 99)
        return -1;
    return options->requests > 0 && options->requests <= MAX_REQUESTS ? 0 : -1;
}

int main(int argc, char **argv)
{
    static struct bench bench = { .options = { .requests = 44000, .seed = 1, .keys = 2000, .puts = 40, .large = -1 },
                                  .client = { .peer = { .fd = -1 } } };
    int failed;

    if (parse(argc, argv, &bench.options)) {
        fputs("usage: bench [--requests N] [--seed N] [--keys N] [--puts PERCENT] [--large PER_MILLE]\n"
              "             [--output DIRECTORY] [--thumbnailer ADDRESS]\n", stderr);
        return 2;
    }
    failed = open_bench(&bench) || run(&bench);
    if (!failed) {
        printf("accel-metric items %d request\n", bench.options.requests);
        print_latencies("latency", bench.latencies, bench.options.requests);
        print_latencies("path_latency", bench.path_latencies, bench.path_count);
        printf("accel-metric output_bytes %lld byte\n", bench.store.logged + bench.snapshot_bytes);
    }
    if (close_bench(&bench))
        failed = 1;
    return failed ? 1 : 0;
}
