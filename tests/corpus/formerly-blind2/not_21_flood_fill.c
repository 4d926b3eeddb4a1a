/* Map editor back end: flood fill of a region with a tile id. */
#include <stdint.h>

#define SIDE 256

void flood_fill(uint8_t m[SIDE][SIDE], int x, int y, uint8_t to)
{
    static uint16_t stack[SIDE * SIDE];
    uint8_t from = m[y][x];
    unsigned n = 0;

    if (from == to)
        return;
    stack[n++] = (uint16_t)(y * SIDE + x);
    // not: fill
    while (n) {
        unsigned p = stack[--n];
        int px = (int)(p % SIDE), py = (int)(p / SIDE);
        if (m[py][px] != from)
            continue;
        m[py][px] = to;
        if (px) stack[n++] = (uint16_t)(p - 1);
        if (px < SIDE - 1) stack[n++] = (uint16_t)(p + 1);
        if (py && n < SIDE * SIDE - 2) stack[n++] = (uint16_t)(p - SIDE);
        if (py < SIDE - 1 && n < SIDE * SIDE - 2) stack[n++] = (uint16_t)(p + SIDE);
    }
}
