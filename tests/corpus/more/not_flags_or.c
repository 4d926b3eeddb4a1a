#include <stdint.h>

struct opt { uint32_t flags; };

uint32_t all_flags(const struct opt *o, int n)
{
    uint32_t f = 0;
    // not: compare
    for (int i = 0; i < n; i++)
        f |= o[i].flags;
    return f;
}
