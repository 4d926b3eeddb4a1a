#include <string.h>
#include <stdint.h>

#define STRIPE (256 * 1024)
#define NDATA 6

struct stripe { uint8_t *col[NDATA + 2]; };

void gen_pq(struct stripe *s)
{
    // region: erasure in-core min=4096
    for (int i = 0; i < STRIPE; i++) {
        uint8_t p = s->col[NDATA - 1][i], q = p;
        for (int d = NDATA - 2; d >= 0; d--) {
            p ^= s->col[d][i];
            q = (uint8_t)(q << 1) ^ (q & 0x80 ? 0x1d : 0) ^ s->col[d][i];
        }
        s->col[NDATA][i] = p;
        s->col[NDATA + 1][i] = q;
    }
}

void xor_wide(uint64_t *restrict d, const uint64_t *restrict a, const uint64_t *restrict b)
{
    // region: erasure xor in-core min=4096
    for (size_t i = 0; i < STRIPE / sizeof(*d); i += 4) {
        d[i] = a[i] ^ b[i] ^ d[i];
        d[i + 1] = a[i + 1] ^ b[i + 1] ^ d[i + 1];
        d[i + 2] = a[i + 2] ^ b[i + 2] ^ d[i + 2];
        d[i + 3] = a[i + 3] ^ b[i + 3] ^ d[i + 3];
    }
}
