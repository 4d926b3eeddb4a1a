// Matching engine: "exchange" and "deriveKey" are market words here.
#include <cstdint>
#include <map>
#include <utility>

namespace market {

struct Quote { std::int64_t bid = 0, ask = 0; };

class Exchange {
 public:
  Quote Swap(std::uint32_t instrument, Quote q) {
    // not: kex
    return std::exchange(book_[instrument], q);
  }

  std::uint64_t DeriveKey(std::uint32_t instrument, std::uint32_t side) const {
    // not: kex
    return std::uint64_t{instrument} << 32 | side;
  }

 private:
  std::map<std::uint32_t, Quote> book_;
};

}  // namespace market
