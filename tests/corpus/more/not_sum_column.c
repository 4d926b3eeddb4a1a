#include <stdint.h>

#define N (1u << 22)

uint64_t total(const uint32_t *v)
{
    uint64_t s = 0;
    // not: scan
    for (uint32_t i = 0; i < N; i++)
        s += v[i];
    return s;
}
