#include <stdint.h>
#include <stddef.h>

#define ROTL64(x, b) (((x) << (b)) | ((x) >> (64 - (b))))

/* key distribution over the shards; the seed is drawn at start */
uint64_t shard_of(const uint64_t *word, size_t nwords, const uint64_t seed[2])
{
    uint64_t v0 = seed[0] ^ 0x736f6d6570736575ULL, v1 = seed[1] ^ 0x646f72616e646f6dULL;
    uint64_t v2 = seed[0] ^ 0x6c7967656e657261ULL, v3 = seed[1] ^ 0x7465646279746573ULL;

    // not: hash
    while (nwords--) {
        uint64_t m = *word++;
        v3 ^= m;
        for (int r = 0; r < 2; r++) {
            v0 += v1; v1 = ROTL64(v1, 13); v1 ^= v0; v0 = ROTL64(v0, 32);
            v2 += v3; v3 = ROTL64(v3, 16); v3 ^= v2;
            v0 += v3; v3 = ROTL64(v3, 21); v3 ^= v0;
            v2 += v1; v1 = ROTL64(v1, 17); v1 ^= v2; v2 = ROTL64(v2, 32);
        }
        v0 ^= m;
    }
    return v0 ^ v1 ^ v2 ^ v3;
}
