// Block device cache: generic CRC class, instantiated for CRC-32C; the only
// user hands over whole 1 MiB cache lines.
#include <array>
#include <cstddef>
#include <cstdint>

namespace bcache {

template <std::uint32_t Poly>
class Crc {
 public:
  Crc() {
    for (std::uint32_t i = 0; i < 256; ++i) {
      std::uint32_t c = i;
      for (int k = 0; k < 8; ++k) c = (c & 1) ? Poly ^ (c >> 1) : c >> 1;
      t_[i] = c;
    }
  }

  std::uint32_t Of(const std::uint8_t* p, std::size_t n) const {
    std::uint32_t c = ~0u;
    // region: crc
    for (std::size_t i = 0; i < n; ++i) c = t_[(c ^ p[i]) & 0xff] ^ (c >> 8);
    return ~c;
  }

 private:
  std::array<std::uint32_t, 256> t_{};
};

struct Line {
  static constexpr std::size_t kBytes = 1u << 20;
  std::uint8_t* data;
  std::uint32_t sum;
};

class Cache {
 public:
  void Seal(Line* l) { l->sum = crc_.Of(l->data, Line::kBytes); }
  bool Intact(const Line& l) const { return l.sum == crc_.Of(l.data, Line::kBytes); }

 private:
  Crc<0x82f63b78u> crc_;
};

}  // namespace bcache
