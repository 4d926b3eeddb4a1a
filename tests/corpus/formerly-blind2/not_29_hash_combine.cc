// Cache key type with std::hash and operator==.
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>

struct RouteKey {
  std::string host;
  std::uint16_t port;
  bool operator==(const RouteKey& o) const {
    // not: compare
    return port == o.port && host == o.host;
  }
};

template <>
struct std::hash<RouteKey> {
  std::size_t operator()(const RouteKey& k) const noexcept {
    // not: hash
    std::size_t h = std::hash<std::string>{}(k.host);
    return h ^ (std::hash<std::uint16_t>{}(k.port) + 0x9e3779b97f4a7c15ull + (h << 6) + (h >> 2));
  }
};

int Lookup(const std::unordered_map<RouteKey, int>& m, const RouteKey& k) {
  auto it = m.find(k);
  return it == m.end() ? -1 : it->second;
}
