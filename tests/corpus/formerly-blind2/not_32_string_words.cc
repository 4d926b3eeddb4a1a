// Log search: case folding and whitespace squeezing of a query string.
#include <cctype>
#include <string>

std::string Normalise(const std::string& q) {
  std::string out;
  bool space = true;
  // not: compress
  for (unsigned char c : q) {
    if (std::isspace(c)) {
      if (!space) out.push_back(' ');
      space = true;
    } else {
      out.push_back(static_cast<char>(std::tolower(c)));
      space = false;
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}
