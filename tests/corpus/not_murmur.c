#include <string.h>
unsigned murmur3(const void *key, int len, unsigned seed)
{
    const unsigned char *p = key;
    unsigned h = seed, k;
    for (int i = 0; i < len / 4; i++) {
        // not: copy
        memcpy(&k, p + i * 4, sizeof k);
        k *= 0xcc9e2d51u;
        k = (k << 15) | (k >> 17);
        h ^= k * 0x1b873593u;
        h = (h << 13) | (h >> 19);
    }
    return h ^ len;
}
