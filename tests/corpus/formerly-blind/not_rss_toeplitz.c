#include <stdint.h>

/* Receive-side scaling: which queue a flow belongs to. */
uint32_t rss_toeplitz(const uint8_t key[40], const uint8_t *tuple, unsigned n)
{
    uint32_t h = 0, window = (uint32_t)key[0] << 24 | key[1] << 16 | key[2] << 8 | key[3];
    // not: hash
    for (unsigned i = 0; i < n; i++)
        for (int b = 7; b >= 0; b--) {
            if (tuple[i] >> b & 1)
                h ^= window;
            window = window << 1 | (key[i + 4] >> b & 1);
        }
    return h;
}
