/* Erasure helper: xor parity of five strips. */
#include <stddef.h>
#include <stdint.h>

#define LEN (256 * 1024)

void parity5(uint8_t *restrict p, const uint8_t *const d[5])
{
    // region: erasure
    for (size_t i = 0; i < LEN; i++)
        p[i] = d[0][i] ^ d[1][i] ^ d[2][i] ^ d[3][i] ^ d[4][i];
}
