// Router: percent decoding of a path segment.
#include <string>

namespace {
int Nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c |= 32;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
}  // namespace

bool DecodeSegment(const std::string& in, std::string* out) {
  out->clear();
  // not: decrypt
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (in[i] != '%') {
      out->push_back(in[i]);
      continue;
    }
    if (i + 2 >= in.size()) return false;
    int a = Nibble(in[i + 1]), b = Nibble(in[i + 2]);
    if (a < 0 || b < 0) return false;
    out->push_back(static_cast<char>(a << 4 | b));
    i += 2;
  }
  return true;
}
