#include <stdint.h>
#include <stddef.h>

uint64_t fletcher(const uint32_t *w, size_t n)
{
    uint64_t lo = 0, hi = 0;
    // not: crc
    for (size_t i = 0; i < n; i++) {
        lo = (lo + w[i]) % 0xffffffff;
        hi = (hi + lo) % 0xffffffff;
    }
    return hi << 32 | lo;
}
