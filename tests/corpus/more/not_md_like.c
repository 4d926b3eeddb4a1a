#include <stdint.h>

uint32_t jenkins(const uint8_t *key, int n)
{
    uint32_t h = 0;
    // not: hash
    for (int i = 0; i < n; i++) {
        h += key[i];
        h += h << 10;
        h ^= h >> 6;
    }
    h += h << 3;
    h ^= h >> 11;
    return h + (h << 15);
}
