#include <string.h>
#include <stdint.h>

void histogram(uint32_t bins[4096], const uint16_t *px, unsigned n)
{
    // degrades: fill
    memset(bins, 0, 4096 * sizeof bins[0]);
    for (unsigned i = 0; i < n; i++)
        bins[px[i] & 4095]++;
}
