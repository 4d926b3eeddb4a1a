// Session protocol: TLV decoder for handshake messages (at most 600 bytes).
#include <cstdint>
#include <optional>
#include <string>

namespace proto {

struct Hello { std::string user; std::uint32_t caps = 0; std::uint16_t version = 0; };

std::optional<Hello> ParseHello(const std::uint8_t* p, std::size_t n) {
  if (n > 600) return std::nullopt;
  Hello h;
  const std::uint8_t* end = p + n;
  // degrades: deserialize
  while (end - p >= 3) {
    std::uint8_t type = p[0];
    std::size_t len = std::size_t{p[1]} << 8 | p[2];
    p += 3;
    if (static_cast<std::size_t>(end - p) < len) return std::nullopt;
    switch (type) {
      case 1: h.user.assign(reinterpret_cast<const char*>(p), len); break;
      case 2: if (len == 4) h.caps = std::uint32_t{p[0]} << 24 | p[1] << 16 | p[2] << 8 | p[3]; break;
      case 3: if (len == 2) h.version = static_cast<std::uint16_t>(p[0] << 8 | p[1]); break;
      default: break;
    }
    p += len;
  }
  return h;
}

}  // namespace proto
