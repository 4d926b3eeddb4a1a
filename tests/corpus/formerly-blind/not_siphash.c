#include <stdint.h>
#include <string.h>

#define ROTL(x, b) (((x) << (b)) | ((x) >> (64 - (b))))
#define ROUND do { v0 += v1; v1 = ROTL(v1, 13) ^ v0; v0 = ROTL(v0, 32); \
    v2 += v3; v3 = ROTL(v3, 16) ^ v2; v0 += v3; v3 = ROTL(v3, 21) ^ v0; \
    v2 += v1; v1 = ROTL(v1, 17) ^ v2; v2 = ROTL(v2, 32); } while (0)

uint64_t dict_hash(const uint8_t *in, size_t len, const uint64_t k[2])
{
    uint64_t v0 = k[0] ^ 0x736f6d6570736575ull, v1 = k[1] ^ 0x646f72616e646f6dull;
    uint64_t v2 = k[0] ^ 0x6c7967656e657261ull, v3 = k[1] ^ 0x7465646279746573ull, m;
    // not: hash
    for (size_t i = 0; i + 8 <= len; i += 8) {
        memcpy(&m, in + i, 8);
        v3 ^= m;
        ROUND; ROUND;
        v0 ^= m;
    }
    v2 ^= 0xff;
    ROUND; ROUND; ROUND; ROUND;
    return v0 ^ v1 ^ v2 ^ v3;
}
