/* Shard routing: murmur-style mixing of a 64-bit user id. */
#include <stdint.h>

#define SHARDS 509

static uint64_t mix(uint64_t k)
{
    // not: hash
    k ^= k >> 33;
    k *= 0xff51afd7ed558ccdull;
    k ^= k >> 33;
    k *= 0xc4ceb9fe1a85ec53ull;
    return k ^ k >> 33;
}

void route(const uint64_t *ids, uint16_t *shard, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        shard[i] = (uint16_t)(mix(ids[i]) % SHARDS);
}
