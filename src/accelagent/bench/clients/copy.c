/* copy hot|cold BYTES REPEATS: one line per repeat, nanoseconds of wall time of one memcpy on this processor.
   hot: the same two buffers; cold: buffers follow one another in pools that no cache holds. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define POOL ((size_t)128 << 20)
#define AT_LEAST ((size_t)32 << 20) /* bytes per repeat */

static double now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        return 2;
    }
    size_t size = strtoull(argv[2], NULL, 10), at = 0;
    size_t pool = strcmp(argv[1], "cold") == 0 ? POOL : size, count = (AT_LEAST + size - 1) / size;
    uint8_t *src = malloc(pool), *dst = malloc(pool);
    if (src == NULL || dst == NULL) {
        return 1;
    }
    memset(src, 1, pool);
    memset(dst, 2, pool);
    for (int repeat = atoi(argv[3]); repeat > 0; repeat--) {
        double begin = now_ns();
        for (size_t i = 0; i < count; i++) {
            memcpy(dst + at, src + at, size);
            __asm__ __volatile__("" : : "r"(dst) : "memory"); /* each copy has to happen */
            at = at + 2 * size <= pool ? at + size : 0;
        }
        printf("%.3f\n", (now_ns() - begin) / (double)count);
    }
    return 0;
}
