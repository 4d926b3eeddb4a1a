#include <stdint.h>
#include <stddef.h>

#define ROWS (1u << 22)

/* where lo <= v <= hi: one bit per row */
size_t column_range(const uint32_t *restrict v, uint32_t lo, uint32_t hi, uint8_t *restrict bits)
{
    size_t hits = 0;
    // region: scan
    for (size_t i = 0; i < ROWS; i++) {
        unsigned in = v[i] >= lo && v[i] <= hi;
        bits[i >> 3] |= (uint8_t)(in << (i & 7));
        hits += in;
    }
    return hits;
}
