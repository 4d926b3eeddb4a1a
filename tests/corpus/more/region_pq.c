#include <stdint.h>
#include <stddef.h>

#define CHUNK 131072

/* Q = sum of g^i * D_i, eight bytes at a time. */
void gen_q(uint64_t *q, uint64_t **disk, int n)
{
    // region: erasure in-core min=4096
    for (size_t w = 0; w < CHUNK / 8; w++) {
        uint64_t acc = disk[n - 1][w];
        for (int d = n - 2; d >= 0; d--) {
            uint64_t high = acc & 0x8080808080808080ull;
            acc = (acc << 1 & 0xfefefefefefefefeull) ^ ((high >> 7) * 0x1d);
            acc ^= disk[d][w];
        }
        q[w] = acc;
    }
}
