#include <stdint.h>
#include <stddef.h>

uint64_t postings_prefix(uint32_t *out, const uint32_t *delta, size_t n)
{
    uint32_t acc = 0;
    // not: copy
    for (size_t i = 0; i < n; i++) {
        acc += delta[i];
        out[i] = acc;
    }
    return acc;
}
