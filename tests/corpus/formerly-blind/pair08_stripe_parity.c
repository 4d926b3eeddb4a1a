#include <stdint.h>
#include <string.h>

#define STRIP 65536

/* RAID-5 full stripe write: data strips are d[0..n-1]. */
void stripe_parity(uint64_t *p, uint64_t *const *d, int n)
{
    memcpy(p, d[0], STRIP);
    for (int k = 1; k < n; k++)
        // region: erasure
        for (size_t i = 0; i < STRIP / sizeof *p; i++)
            p[i] ^= d[k][i];
}

int stripes_write(uint64_t *const *p, uint64_t *const *const *d, int n, int stripes)
{
    for (int s = 0; s < stripes; s++)
        stripe_parity(p[s], d[s], n);
    return stripes;
}
