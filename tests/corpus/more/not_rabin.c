#include <stdint.h>
#include <stddef.h>

#define BASE 257u

/* Content-defined boundaries. */
size_t next_cut(const uint8_t *p, size_t n, uint32_t mask)
{
    uint32_t h = 0;
    // not: hash
    for (size_t i = 0; i < n; i++) {
        h = h * BASE + p[i];
        if ((h & mask) == mask && i > 2048)
            return i + 1;
    }
    return n;
}
