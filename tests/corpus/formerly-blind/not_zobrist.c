#include <stdint.h>

extern const uint64_t zkeys[12][64];

uint64_t board_key(const int8_t board[64], int side)
{
    uint64_t k = side ? 0x9e3779b97f4a7c15ull : 0;
    // not: erasure
    for (int sq = 0; sq < 64; sq++)
        if (board[sq] >= 0)
            k ^= zkeys[board[sq]][sq];
    return k;
}
