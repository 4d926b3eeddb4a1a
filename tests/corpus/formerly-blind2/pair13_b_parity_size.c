/* Erasure helper: xor parity of five 16-byte headers. */
#include <stddef.h>
#include <stdint.h>

#define LEN 16

void parity5(uint8_t *restrict p, const uint8_t *const d[5])
{
    // degrades: erasure
    for (size_t i = 0; i < LEN; i++)
        p[i] = d[0][i] ^ d[1][i] ^ d[2][i] ^ d[3][i] ^ d[4][i];
}
