#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "blocks.h"
#include "pack.h"

/* usage: prog BLOCKS SEED SIZE [OUTPUT] */
int main(int argc, char **argv)
{
    unsigned long blocks = argc > 1 ? strtoul(argv[1], 0, 10) : 4, seed = argc > 2 ? strtoul(argv[2], 0, 10) : 1;
    unsigned long size = argc > 3 ? strtoul(argv[3], 0, 10) : 65536;
    unsigned char *block = malloc(size + 1), *out = malloc(2 * size + 100);
    FILE *file = fopen(argc > 4 ? argv[4] : "out.bin", "wb");
    struct timespec a, b;
    if (!file)
        return 1;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (unsigned long i = 0; i < blocks; i++) {
        unsigned long produced = 2 * size + 100, crc;
        fill(block, size, seed, i);
        crc = seal(block, size);
        if (pack(out, &produced, block, size) != 0)
            return 1;
        fwrite(&produced, sizeof produced, 1, file);
        fwrite(&crc, sizeof crc, 1, file);
        fwrite(out, 1, produced, file);
    }
    clock_gettime(CLOCK_MONOTONIC, &b);
    fclose(file);
    printf("accel-metric items %lu block\naccel-metric latency_mean %.3f us\n", blocks,
           ((double)(b.tv_sec - a.tv_sec) * 1e6 + (double)(b.tv_nsec - a.tv_nsec) / 1e3) / (double)blocks);
    return 0;
}
