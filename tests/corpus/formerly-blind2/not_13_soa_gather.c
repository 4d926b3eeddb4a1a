/* Telemetry: pulls one field out of an array of structures. */
#include <stdint.h>
#include <stddef.h>

struct point { uint64_t ts; float v; uint32_t series; uint64_t tags; };

void gather_values(const struct point *p, const uint32_t *idx, float *out, size_t n)
{
    // not: copy
    for (size_t i = 0; i < n; i++)
        out[i] = p[idx[i]].v;
}
