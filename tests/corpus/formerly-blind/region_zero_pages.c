#include <stdint.h>
#include <stddef.h>

#define REGION ((size_t)2 << 20)

/* Huge pages that hold nothing but zeroes need not be sent. */
int region_is_zero(const uint64_t *p)
{
    // region: compare
    for (size_t i = 0; i < REGION / sizeof *p; i++)
        if (p[i])
            return 0;
    return 1;
}

size_t regions_to_send(const uint64_t *const *r, size_t n, uint8_t *send)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        k += send[i] = !region_is_zero(r[i]);
    return k;
}
