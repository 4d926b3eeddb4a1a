/* bench --rounds N [--seed S] [--output FILE]: puts, gets, blank checks and snapshots; FILE gets checksums of all that came out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "store.h"

struct bench {
    struct store store;
    unsigned char *value, *copy;
    unsigned long long seed, moved;
    uLong sum;
    unsigned operations;
};

static unsigned draw(struct bench *bench, unsigned below)
{
    bench->seed = bench->seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(bench->seed >> 33) % below;
}

/* Looks at a few bytes only, so that the bench itself takes little time. */
static void sample(struct bench *bench, const unsigned char *data, size_t size)
{
    for (size_t at = draw(bench, 4096); at < size; at += 4096)
        bench->sum = crc32(bench->sum, data + at, 1);
}

static void change(struct bench *bench)
{
    for (size_t at = draw(bench, 512); at < VALUE_BYTES; at += 512)
        bench->value[at] = (unsigned char)draw(bench, 256);
}

static void round_of(struct bench *bench)
{
    unsigned slot = draw(bench, SLOTS), other = draw(bench, SLOTS);

    change(bench);
    store_put(&bench->store, slot, bench->value);
    bench->sum = crc32(bench->sum, (const Bytef *)&bench->store.sums[slot], sizeof bench->store.sums[slot]);
    store_get(&bench->store, other, bench->value);
    sample(bench, bench->value, VALUE_BYTES);
    store_snapshot(&bench->store, bench->copy);
    sample(bench, bench->copy, SLOTS * VALUE_BYTES);
    store_clear(&bench->store, slot);
    bench->sum += (uLong)store_is_blank(&bench->store, slot);
    bench->sum += (uLong)store_is_blank(&bench->store, other);
    store_restore(&bench->store, slot, (const uint64_t *)(const void *)(bench->copy + slot * VALUE_BYTES));
    bench->operations += 7;
}

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    struct bench bench = {.seed = 1};
    const char *output = NULL;
    int rounds = 20;

    for (int i = 1; i + 1 < argc; i += 2) {
        if (!strcmp(argv[i], "--rounds"))
            rounds = atoi(argv[i + 1]);
        else if (!strcmp(argv[i], "--seed"))
            bench.seed = strtoull(argv[i + 1], NULL, 10);
        else if (!strcmp(argv[i], "--output"))
            output = argv[i + 1];
    }
    bench.value = calloc(1, VALUE_BYTES);
    bench.copy = aligned_alloc(4096, SLOTS * VALUE_BYTES);
    if (!bench.value || !bench.copy || store_open(&bench.store))
        return 1;
    double started = now_s();
    for (int i = 0; i < rounds; i++)
        round_of(&bench);
    double seconds = now_s() - started;
    printf("accel-metric items %u operation\n", bench.operations);
    fprintf(stderr, "bench: %u operations in %.3f s\n", bench.operations, seconds);
    if (output) {
        FILE *file = fopen(output, "w");
        if (!file || fprintf(file, "%08lx\n", bench.sum) < 0 || fclose(file))
            return 1;
    }
    store_close(&bench.store);
    free(bench.value);
    free(bench.copy);
    return 0;
}
