// Model server: weights deltas are zlib streams that expand to 4 MiB; one per inference request.
#include <zlib.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace model {

constexpr std::size_t kDelta = 4u << 20;

struct Packed { const std::uint8_t* p; std::size_t n; };

bool Expand(const Packed& in, std::uint8_t* out) {
  uLongf got = kDelta;
  // region: decompress
  return uncompress(out, &got, in.p, in.n) == Z_OK && got == kDelta;
}

}  // namespace model

struct Request { model::Packed delta; std::uint8_t* workspace; };

bool HandleRequest(Request* r) {
  return model::Expand(r->delta, r->workspace);
}
