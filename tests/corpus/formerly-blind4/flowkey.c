#include <nmmintrin.h>
#include <stdint.h>

struct flowkey { uint64_t w[5]; };

/* picks the receive queue of a flow */
uint32_t flow_queue(const struct flowkey *k, uint32_t nq)
{
    uint64_t c = 0x9e3779b9;

    // degrades: crc
    for (int i = 0; i < 5; i++)
        c = _mm_crc32_u64(c, k->w[i]);
    return (uint32_t)(c % nq);
}
