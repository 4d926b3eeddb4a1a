// RPC layer: response compression with a size gate; large ones take another road.
#include <zlib.h>

#include <string>

namespace rpc {

constexpr std::size_t kMax = 768;
constexpr std::size_t kMin = 64;

long MaybeCompress(const std::string& body, Bytef* out, std::size_t cap) {
  if (body.size() < kMin || body.size() > kMax) return 0;
  uLongf n = cap;
  // degrades: compress
  int rc = compress2(out, &n, reinterpret_cast<const Bytef*>(body.data()), body.size(), 1);
  return rc == Z_OK ? static_cast<long>(n) : -1;
}

}  // namespace rpc
