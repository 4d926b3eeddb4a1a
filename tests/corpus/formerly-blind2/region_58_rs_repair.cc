// Object repair: rebuilds one lost 4 MiB shard of a 12+4 group from any twelve
// survivors, coefficients come from the inverted matrix.
#include <array>
#include <cstdint>

namespace repair {

constexpr std::size_t kShard = 4u << 20;
constexpr int kData = 12;

using MulTable = std::array<std::array<std::uint8_t, 256>, 256>;

void Rebuild(const MulTable& mul, const std::array<std::uint8_t, kData>& coef,
             const std::array<const std::uint8_t*, kData>& live, std::uint8_t* out) {
  // region: erasure
  for (std::size_t i = 0; i < kShard; ++i) {
    std::uint8_t v = 0;
    for (int j = 0; j < kData; ++j) v ^= mul[coef[j]][live[j][i]];
    out[i] = v;
  }
}

}  // namespace repair
