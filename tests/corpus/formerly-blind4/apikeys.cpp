#include <algorithm>
#include <array>
#include <optional>
#include <vector>

struct ApiKey { std::array<unsigned char, 24> secret; int account; };

std::optional<int> accountFor(const std::vector<ApiKey> &keys, const std::array<unsigned char, 24> &given)
{
  for (const auto &k : keys) {
    // degrades: compare
    if (std::equal(k.secret.begin(), k.secret.end(), given.begin()))
      return k.account;
  }
  return std::nullopt;
}
