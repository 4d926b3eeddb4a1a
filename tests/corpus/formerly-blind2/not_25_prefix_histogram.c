/* Radix sort helper: digit histogram and exclusive prefix sums. */
#include <stdint.h>
#include <stddef.h>

void digit_offsets(const uint32_t *k, size_t n, unsigned shift, uint32_t off[256])
{
    uint32_t run = 0;

    for (int i = 0; i < 256; i++)
        off[i] = 0;
    // not: scan
    for (size_t i = 0; i < n; i++)
        off[k[i] >> shift & 255]++;
    // not: scan
    for (int i = 0; i < 256; i++) {
        uint32_t c = off[i];
        off[i] = run;
        run += c;
    }
}
