// Log-structured store: live 2 MiB segments are relocated by the cleaner; the
// old copy is cold and the new one is read by the flusher much later.
#include <algorithm>
#include <cstdint>
#include <vector>

namespace lss {

constexpr std::size_t kSegment = 2u << 20;

struct Segment {
  std::uint8_t* data;
  std::uint32_t live;
};

class Cleaner {
 public:
  explicit Cleaner(std::vector<Segment>* free) : free_(free) {}

  bool Relocate(const Segment& from, Segment* to) {
    if (free_->empty()) return false;
    *to = free_->back();
    free_->pop_back();
    // region: copy
    std::copy_n(from.data, kSegment, to->data);
    to->live = from.live;
    return true;
  }

 private:
  std::vector<Segment>* free_;
};

}  // namespace lss
