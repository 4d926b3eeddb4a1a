// Memory deduplication: 1024 candidate pairs per pass, the verdicts are read
// after the pass.
#include <cstdint>
#include <cstring>
#include <vector>

namespace ksm {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kPass = 1024;

struct Pair { const void* a; const void* b; };

void ComparePass(const std::vector<Pair>& pairs, std::vector<std::uint8_t>* same) {
  same->assign(kPass, 0);
  for (std::size_t i = 0; i < kPass; ++i) {
    // region: compare
    (*same)[i] = std::memcmp(pairs[i].a, pairs[i].b, kPage) == 0;
  }
}

}  // namespace ksm
