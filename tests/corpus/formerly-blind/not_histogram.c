#include <stdint.h>
#include <stddef.h>

void byte_histogram(uint32_t h[256], const uint8_t *p, size_t n)
{
    uint32_t t[4][256] = {{0}};
    // not: compress
    for (size_t i = 0; i + 4 <= n; i += 4) {
        t[0][p[i]]++; t[1][p[i + 1]]++; t[2][p[i + 2]]++; t[3][p[i + 3]]++;
    }
    for (int s = 0; s < 256; s++)
        h[s] = t[0][s] + t[1][s] + t[2][s] + t[3][s];
}
