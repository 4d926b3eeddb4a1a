/* Analytics: filter on a double column; a device scan knows unsigned
 * integers of up to 32 bits only. */
#include <stddef.h>
#include <stdint.h>

#define ROWS 1048576u

uint32_t price_above(const double *price, double limit, uint32_t *sel)
{
    uint32_t n = 0;
    // degrades: scan
    for (uint32_t i = 0; i < ROWS; i++)
        if (price[i] > limit)
            sel[n++] = i;
    return n;
}
