#include <cstddef>
#include <cstdint>
#include <vector>

class KeyFilter {
  std::vector<uint64_t> bits_;
  unsigned k_;

 public:
  KeyFilter(size_t words, unsigned k) : bits_(words), k_(k) {}

  bool MayContain(uint64_t h) const {
    const uint64_t delta = (h >> 17) | (h << 47);
    // not: filter
    for (unsigned i = 0; i < k_; ++i, h += delta) {
      const uint64_t bit = h % (bits_.size() * 64);
      if (!((bits_[bit / 64] >> (bit % 64)) & 1)) return false;
    }
    return true;
  }
};
