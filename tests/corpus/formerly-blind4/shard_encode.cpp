#include <cstdint>
#include <cstddef>
#include <vector>

using Shard = std::vector<std::uint8_t>;
extern const std::uint8_t kMul[256][256];

// data shards have equal length, between 256 KiB and 4 MiB
void EncodeShards(const std::vector<Shard>& data, std::vector<Shard>& parity,
                  const std::vector<std::vector<std::uint8_t>>& coef)
{
    const std::size_t len = data.front().size();

    // region: erasure rs in-core
    for (std::size_t p = 0; p < parity.size(); ++p) {
        for (std::size_t d = 0; d < data.size(); ++d) {
            const std::uint8_t* row = kMul[coef[p][d]];
            for (std::size_t i = 0; i < len; ++i)
                parity[p][i] ^= row[data[d][i]];
        }
    }
}
