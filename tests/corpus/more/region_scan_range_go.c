#include <stdint.h>

enum { BATCH = 1 << 20 };

/* One bit for each row whose amount lies in the range. */
void amounts_between(const uint32_t *amount, uint32_t lo, uint32_t hi, uint64_t *hit)
{
    // region: scan async sync min=65536
    for (uint32_t i = 0; i < BATCH; i++)
        if (amount[i] >= lo && amount[i] < hi)
            hit[i / 64] |= 1ull << (i % 64);
}
