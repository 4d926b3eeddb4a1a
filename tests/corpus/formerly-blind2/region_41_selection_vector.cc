// Vectorised executor: turns a uint32 predicate into a selection vector, morsels
// of 256 Ki rows.
#include <cstdint>
#include <vector>

namespace exec {

constexpr std::uint32_t kMorselRows = 256 * 1024;

struct Column {
  std::vector<std::uint32_t> v;  // kMorselRows values
};

std::uint32_t FilterLess(const Column& col, std::uint32_t bound,
                         std::uint32_t* sel) {
  std::uint32_t n = 0;
  // region: scan
  for (std::uint32_t row = 0; row < kMorselRows; ++row) {
    sel[n] = row;
    n += col.v[row] < bound;
  }
  return n;
}

}  // namespace exec
