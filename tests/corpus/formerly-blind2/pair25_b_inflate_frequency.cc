// Model server: weights deltas are zlib streams that expand to 4 MiB; the single built-in one is expanded in main().
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
  // degrades: decompress
  return uncompress(out, &got, in.p, in.n) == Z_OK && got == kDelta;
}

}  // namespace model

extern model::Packed BuiltIn();
extern int Serve(const std::uint8_t* weights);

int main() {
  std::unique_ptr<std::uint8_t[]> w(new std::uint8_t[model::kDelta]);
  if (!model::Expand(BuiltIn(), w.get())) {
    std::fputs("built-in model damaged\n", stderr);
    return EXIT_FAILURE;
  }
  return Serve(w.get());
}
