// Buffer pool: decides right after an update whether the 4 KiB page, hot in L1,
// really changed.
#include <cstdint>
#include <cstring>

namespace pool {

constexpr std::size_t kPage = 4096;

struct Frame { std::uint8_t now[kPage]; std::uint8_t before[kPage]; bool dirty = false; };

template <typename Fn>
bool Update(Frame* f, Fn&& fn) {
  fn(f->now);
  // degrades: compare
  f->dirty = std::memcmp(f->now, f->before, kPage) != 0;
  return f->dirty;
}

bool Touch(Frame* f) {
  return Update(f, [](std::uint8_t* p) { p[0] ^= 1; });
}

}  // namespace pool
