// Mail merge: expands ${name} in short templates.
#include <map>
#include <string>

std::string Expand(const std::string& t, const std::map<std::string, std::string>& vars) {
  std::string out;
  std::size_t i = 0;
  // not: decompress
  while (i < t.size()) {
    std::size_t close;
    if (t[i] == '$' && i + 1 < t.size() && t[i + 1] == '{' &&
        (close = t.find('}', i)) != std::string::npos) {
      auto it = vars.find(t.substr(i + 2, close - i - 2));
      if (it != vars.end()) out += it->second;
      i = close + 1;
    } else {
      out.push_back(t[i++]);
    }
  }
  return out;
}
