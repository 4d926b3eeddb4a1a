#include <stdint.h>
#include <stddef.h>

#define N (1u << 22)

/* Keeps the values whose bit is set. */
size_t column_select(uint32_t *restrict out, const uint32_t *restrict v, const uint8_t *restrict bits)
{
    size_t k = 0;
    // region: filter
    for (size_t i = 0; i < N; i++)
        if (bits[i >> 3] >> (i & 7) & 1)
            out[k++] = v[i];
    return k;
}
