#include <stdint.h>

#define ROWS (8u << 20)

/* Rows whose country is the one asked for. */
unsigned rows_of(const uint16_t *country, uint16_t wanted, uint32_t *row)
{
    unsigned n = 0;
    // region: scan async sync min=65536
    for (uint32_t i = 0; i < ROWS; i++)
        if (country[i] == wanted)
            row[n++] = i;
    return n;
}
