#include <stdint.h>
#include <stddef.h>

void pcg_fill_noise(uint32_t *out, size_t n, uint64_t *state)
{
    uint64_t s = *state;
    // not: fill
    for (size_t i = 0; i < n; i++) {
        uint64_t old = s;
        s = old * 6364136223846793005ull + 1442695040888963407ull;
        uint32_t x = (uint32_t)(((old >> 18) ^ old) >> 27), r = (uint32_t)(old >> 59);
        out[i] = x >> r | x << (-r & 31);
    }
    *state = s;
}
