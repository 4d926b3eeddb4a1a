// Incremental snapshots: a 4 MiB extent is skipped when the shadow is equal.
#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>

namespace snap {

constexpr std::size_t kExtent = 4u << 20;
using Extent = std::array<std::uint8_t, kExtent>;

class Differ {
 public:
  using Sink = std::function<void(std::uint64_t, const Extent&)>;
  explicit Differ(Sink s) : sink_(std::move(s)) {}

  bool Visit(std::uint64_t index, const Extent& live, Extent& shadow) {
    // region: compare
    if (std::equal(live.begin(), live.end(), shadow.begin())) {
      ++same_;
      return false;
    }
    sink_(index, live);
    return true;
  }

 private:
  Sink sink_;
  std::uint64_t same_ = 0;
};

}  // namespace snap
