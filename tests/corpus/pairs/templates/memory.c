#include <string.h>
#include "units.h"

#define BYTES @BYTES@
#define SLOTS @SLOTS@

static unsigned char *from, *to;

static unsigned long work(unsigned long slot)
{
    unsigned char *a = to + slot * BYTES, *b = from + slot * BYTES;
    (void)b;
    @WORK@
}

/* usage: prog UNITS SEED [OUTPUT] */
int main(int argc, char **argv)
{
    if (argc == 2)
        return expanded(argv[1], 15, "");
    unsigned long units = argc > 1 ? strtoul(argv[1], 0, 10) : 4, seed = argc > 2 ? strtoul(argv[2], 0, 10) : 1, all = 0;
    FILE *file = fopen(argc > 3 ? argv[3] : "out.bin", "wb");
    from = aligned_alloc(4096, (unsigned long)SLOTS * BYTES + 4096);
    to = aligned_alloc(4096, (unsigned long)SLOTS * BYTES + 4096);
    if (!file || !from || !to)
        return 1;
    for (unsigned long i = 0; i < (unsigned long)SLOTS * BYTES / 8; i++)
        ((uint64_t *)from)[i] = ((uint64_t *)to)[i] = i * seed;
    double start = clock_us();
    for (unsigned long i = 0; i < units; i++)
        all += work(i % SLOTS);
    metrics(units, clock_us() - start);
    fwrite(&all, sizeof all, 1, file);
    fwrite(to, 1, 64, file);
    return fclose(file);
}
