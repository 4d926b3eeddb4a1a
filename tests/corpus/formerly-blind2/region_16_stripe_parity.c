/* RAID-5 full-stripe write: parity of NDATA chunks of 64 KiB. */
#include <stdint.h>
#include <stddef.h>

#define NDATA 6
#define STRIP (64 * 1024)

struct stripe {
    uint64_t *data[NDATA];
    uint64_t *parity;
    unsigned  dirty;
};

extern void submit_members(struct stripe *s);

void stripe_commit(struct stripe *s)
{
    // region: erasure xor
    for (size_t w = 0; w < STRIP / sizeof(uint64_t); w++) {
        uint64_t x = s->data[0][w];
        for (int d = 1; d < NDATA; d++)
            x ^= s->data[d][w];
        s->parity[w] = x;
    }
    s->dirty = 0;
    submit_members(s);
}
