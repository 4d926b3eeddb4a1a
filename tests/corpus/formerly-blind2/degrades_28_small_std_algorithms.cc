// Order book: tiny fixed arrays are copied, cleared and compared per tick.
#include <algorithm>
#include <array>
#include <cstdint>

namespace book {

struct Level { std::int64_t px = 0; std::int64_t qty = 0; };
constexpr std::size_t kDepth = 10;

struct Side {
  std::array<Level, kDepth> lv;

  void Load(const Level* src) {
    // degrades: copy
    std::copy(src, src + kDepth, lv.begin());
  }
  void Clear() {
    // degrades: fill
    std::fill(lv.begin(), lv.end(), Level{});
  }
  bool SameQty(const Side& o) const {
    // degrades: compare
    return std::equal(lv.begin(), lv.end(), o.lv.begin(),
                      [](const Level& a, const Level& b) { return a.qty == b.qty; });
  }
};

}  // namespace book
