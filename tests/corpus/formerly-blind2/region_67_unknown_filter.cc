// Generic predicate kernel of a query library: the caller decides how many
// rows a batch has.
#include <cstddef>
#include <cstdint>

namespace qlib {

std::size_t RangeBitmap(const std::uint32_t* v, std::size_t rows, std::uint32_t lo, std::uint32_t hi,
                        std::uint64_t* bitmap) {
  std::size_t hits = 0;
  // region: scan conditional
  for (std::size_t i = 0; i < rows; ++i) {
    bool in = v[i] >= lo && v[i] < hi;
    if ((i & 63) == 0) bitmap[i >> 6] = 0;
    bitmap[i >> 6] |= std::uint64_t{in} << (i & 63);
    hits += in;
  }
  return hits;
}

}  // namespace qlib
