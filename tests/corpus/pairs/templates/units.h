#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <zlib.h>
/* Letters as frequent as in English text, eight units of a seed. */
#define UNITS_MADE 8
static void units_make(unsigned char *p, unsigned long n, unsigned long seed)
{
    static const char letters[] = "etaoin shrdlu, cmfwyp. ";
    uint32_t state = (uint32_t)(seed * 2654435761u + 12345u);
    for (unsigned long k = 0; k < n * UNITS_MADE; k++) {
        state = state * 1664525u + 1013904223u;
        p[k] = (unsigned char)letters[(state >> 24) % 23];
    }
}
static double clock_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}
static void metrics(unsigned long units, double us)
{
    printf("accel-metric items %lu unit\naccel-metric latency_mean %.3f us\n", units, us / (double)units);
}
/* Sum of what all streams of a file expand to. */
static int expanded(const char *name, int window, const char *dictionary)
{
    static unsigned char in[1 << 16], out[1 << 16];
    FILE *file = fopen(name, "rb");
    z_stream z = {0};
    uint64_t sum = 14695981039346656037u;
    int rc = Z_OK;
    if (!file || inflateInit2(&z, window) != Z_OK)
        return 1;
    while ((z.avail_in = (uInt)fread(z.next_in = in, 1, sizeof in, file)) > 0)
        while (z.avail_in) {
            z.next_out = out;
            z.avail_out = sizeof out;
            rc = inflate(&z, Z_NO_FLUSH);
            for (unsigned char *p = out; p < z.next_out; p++)
                sum = (sum ^ *p) * 1099511628211u;
            if (rc == Z_STREAM_END)
                inflateReset(&z);
            else if (rc == Z_NEED_DICT)
                inflateSetDictionary(&z, (const Bytef *)dictionary, 16);
            else if (rc != Z_OK)
                return printf("%s: outputs differ (%d)\n", name, rc), 1;
        }
    return printf("%llu %d\n", (unsigned long long)sum, rc) < 0;
}
