#include <stdint.h>
#include <string.h>
/* Block b of a seed: noise for every fifth, text otherwise; all begin alike. */
static void fill(unsigned char *block, unsigned long size, unsigned long seed, unsigned long b)
{
    static const char letters[] = "etaoin shrdlu, cmfwyp. ";
    uint32_t state = (uint32_t)(seed * 2654435761u + b * 40503u + 12345u);
    for (unsigned long i = 0; i < size; i++) {
        state = state * 1664525u + 1013904223u;
        block[i] = b % 5 == 4 ? (unsigned char)(state >> 24) : (unsigned char)letters[(state >> 24) % 23];
    }
    memcpy(block, "block of a stream: the same first bytes in each of them", size < 55 ? size : 55);
}
