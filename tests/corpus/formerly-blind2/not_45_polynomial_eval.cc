// Secret-free maths: Horner evaluation modulo a prime, as in a rolling index
// of suffixes; neither a CRC nor a MAC.
#include <cstdint>
#include <string_view>
#include <vector>

std::vector<std::uint32_t> RollingIndex(std::string_view s, std::size_t window) {
  constexpr std::uint64_t kMod = 1000003, kBase = 257;
  std::vector<std::uint32_t> out;
  std::uint64_t h = 0, top = 1;
  for (std::size_t i = 1; i < window; ++i) top = top * kBase % kMod;
  // not: crc
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (i >= window) h = (h + kMod - static_cast<unsigned char>(s[i - window]) * top % kMod) % kMod;
    h = (h * kBase + static_cast<unsigned char>(s[i])) % kMod;
    if (i + 1 >= window) out.push_back(static_cast<std::uint32_t>(h));
  }
  return out;
}
