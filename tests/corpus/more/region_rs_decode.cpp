#include <cstdint>
#include <vector>

extern const std::uint8_t gf_log[256], gf_exp[512];

constexpr int kShard = 1 << 16;

/* Rebuilds one lost shard from k others. */
void rebuild(std::uint8_t* lost, const std::vector<const std::uint8_t*>& have, const std::uint8_t* coef)
{
    for (std::size_t s = 0; s < have.size(); ++s) {
        const int lc = gf_log[coef[s]];
        // region: erasure rs in-core
        for (int i = 0; i < kShard; ++i)
            if (have[s][i])
                lost[i] ^= gf_exp[lc + gf_log[have[s][i]]];
    }
}
