#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "thumbnail.h"

enum { MAX_FRAMES = 100000 };

struct options {
    int frames;
    unsigned width;
    unsigned height;
    int level;
    const char *output; /* directory for the PNG files, or NULL */
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

static void print_latencies(double *latencies, int count)
{
    double sum = 0;

    qsort(latencies, (size_t)count, sizeof *latencies, by_value);
    for (int i = 0; i < count; i++)
        sum += latencies[i];
    printf("accel-metric latency_mean %.3f us\n", sum / count);
    printf("accel-metric latency_p50 %.3f us\n", latencies[(count - 1) / 2]);
    printf("accel-metric latency_p99 %.3f us\n", latencies[(count - 1) * 99 / 100]);
}

static int save(const char *directory, int number, const struct bytes *png)
{
    char path[4096];
    FILE *file;
    int failed;

    snprintf(path, sizeof path, "%s/frame-%05d.png", directory, number);
    file = fopen(path, "wb");
    if (!file) {
        perror(path);
        return -1;
    }
    failed = fwrite(png->data, 1, png->size, file) != png->size;
    failed |= fclose(file) != 0;
    if (failed)
        fprintf(stderr, "bench: cannot write %s\n", path);
    return failed ? -1 : 0;
}

/* Encodes all frames; returns the bytes of PNG, or -1. */
static long long encode_frames(const struct options *options, struct thumbnailer *thumbnailer, double *latencies)
{
    struct bytes png = { 0 };
    long long total = 0;

    for (int i = 0; i < options->frames && total >= 0; i++) {
        double start = now_us();
        png.size = 0;
        if (thumbnail_encode(thumbnailer, (uint32_t)i, options->width, options->height, &png)) {
            fprintf(stderr, "bench: frame %d cannot be encoded\n", i);
            total = -1;
            break;
        }
        latencies[i] = now_us() - start;
        total += (long long)png.size;
        if (options->output && save(options->output, i, &png))
            total = -1;
    }
    bytes_free(&png);
    return total;
}

static int parse(int argc, char **argv, struct options *options)
{
    for (int i = 1; i < argc; i += 2) {
        const char *name = argv[i], *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(name, "--frames") == 0)
            options->frames = atoi(value);
        else if (strcmp(name, "--size") == 0 && sscanf(value, "%ux%u", &options->width, &options->height) != 2)
            return -1;
        else if (strcmp(name, "--level") == 0)
            options->level = atoi(value);
        else if (strcmp(name, "--output") == 0 && *value)
            options->output = value;
        else if (strcmp(name, "--size") != 0)
            return -1;
    }
    return options->frames > 0 && options->frames <= MAX_FRAMES ? 0 : -1;
}

int main(int argc, char **argv)
{
    struct options options = { .frames = 20, .width = 320, .height = 240, .level = DEFAULT_LEVEL };
    struct thumbnailer thumbnailer;
    double *latencies;
    long long total = -1;

    if (parse(argc, argv, &options)) {
        fputs("usage: bench [--frames N] [--size WxH] [--level 1..9] [--output DIRECTORY]\n", stderr);
        return 2;
    }
    latencies = calloc((size_t)options.frames, sizeof *latencies);
    if (latencies && thumbnailer_open(&thumbnailer, options.level) == 0) {
        total = encode_frames(&options, &thumbnailer, latencies);
        thumbnailer_close(&thumbnailer);
    }
    if (total >= 0) {
        printf("accel-metric items %d frame\n", options.frames);
        print_latencies(latencies, options.frames);
        printf("accel-metric output_bytes %lld byte\n", total);
    }
    free(latencies);
    return total >= 0 ? 0 : 1;
}
