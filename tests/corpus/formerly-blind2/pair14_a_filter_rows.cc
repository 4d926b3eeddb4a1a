// Query engine: equality predicate on dictionary codes, row groups of two million rows.
#include <cstddef>
#include <cstdint>

namespace q {

constexpr std::size_t kRows = 2u * 1024 * 1024;

std::size_t SelectEq(const std::uint32_t* code, std::uint32_t want, std::uint32_t* rows) {
  std::size_t n = 0;
  // region: scan
  for (std::size_t i = 0; i < kRows; ++i) {
    if (code[i] == want) rows[n++] = static_cast<std::uint32_t>(i);
  }
  return n;
}

}  // namespace q
