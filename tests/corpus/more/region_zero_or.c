#include <stdint.h>
#include <stddef.h>

#define BLK (1u << 20)

/* Sparse writes: which blocks need not be stored. */
unsigned sparse(const uint64_t *const *blk, unsigned n, uint8_t *hole)
{
    unsigned holes = 0;
    for (unsigned b = 0; b < n; b++) {
        uint64_t any = 0;
        // region: compare async min=16384
        for (size_t i = 0; i < BLK / 8; i++)
            any |= blk[b][i];
        hole[b] = any == 0;
        holes += hole[b];
    }
    return holes;
}
