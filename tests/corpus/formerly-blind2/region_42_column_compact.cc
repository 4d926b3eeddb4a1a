// Materialisation: keeps the values whose bit is set in the validity bitmap,
// 1 Mi dictionary codes per call.
#include <cstddef>
#include <cstdint>

namespace exec {

constexpr std::size_t kRows = std::size_t{1} << 20;

std::size_t CompactCodes(const std::uint16_t* codes, const std::uint8_t* mask,
                         std::uint16_t* out) {
  std::size_t k = 0;
  // region: filter
  for (std::size_t i = 0; i < kRows; ++i) {
    if (mask[i >> 3] >> (i & 7) & 1) out[k++] = codes[i];
  }
  return k;
}

}  // namespace exec
