#include <cstdint>
#include <string_view>
#include <vector>

// Features for near-duplicate detection of documents.
std::vector<uint32_t> Shingles(std::string_view text, size_t w) {
  constexpr uint32_t kBase = 257;
  std::vector<uint32_t> out;
  if (text.size() < w) return out;
  uint32_t h = 0, top = 1;
  for (size_t i = 1; i < w; ++i) top *= kBase;
  // not: hash
  for (size_t i = 0; i < text.size(); ++i) {
    if (i >= w) h -= top * static_cast<uint8_t>(text[i - w]);
    h = h * kBase + static_cast<uint8_t>(text[i]);
    if (i + 1 >= w) out.push_back(h);
  }
  return out;
}
