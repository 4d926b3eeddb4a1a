#include <stdint.h>
#include <stdlib.h>

uint32_t *permutation_new(uint32_t n)
{
    uint32_t *p = malloc((size_t)n * sizeof *p);
    if (!p)
        return NULL;
    // not: fill
    for (uint32_t i = 0; i < n; i++)
        p[i] = i;
    for (uint32_t i = n; i-- > 1;) {
        uint32_t j = (uint32_t)rand() % (i + 1), t = p[i];
        p[i] = p[j];
        p[j] = t;
    }
    return p;
}
