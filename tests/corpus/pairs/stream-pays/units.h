#include <stdint.h>
/* Unit i of a seed: letters as frequent as in English text. */
static void unit_make(unsigned char *p, unsigned long n, unsigned long seed, unsigned long i)
{
    static const char letters[] = "etaoin shrdlu, cmfwyp. ";
    uint32_t state = (uint32_t)(seed * 2654435761u + i * 40503u + 12345u);
    for (unsigned long k = 0; k < n; k++) {
        state = state * 1664525u + 1013904223u;
        p[k] = (unsigned char)letters[(state >> 24) % 23];
    }
}
