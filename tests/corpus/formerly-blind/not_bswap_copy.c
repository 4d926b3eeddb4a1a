#include <stdint.h>
#include <stddef.h>

void samples_to_be(uint32_t *restrict out, const uint32_t *restrict in, size_t n)
{
    // not: copy
    for (size_t i = 0; i < n; i++)
        out[i] = __builtin_bswap32(in[i]);
}
