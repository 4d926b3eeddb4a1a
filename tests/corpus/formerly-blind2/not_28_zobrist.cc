// Game server: Zobrist key of a position.
#include <array>
#include <cstdint>

namespace game {

struct Board { std::array<std::uint8_t, 64> piece; bool white; };

class Zobrist {
 public:
  std::uint64_t Key(const Board& b) const {
    std::uint64_t k = b.white ? side_ : 0;
    // not: hash
    for (unsigned sq = 0; sq < 64; ++sq)
      if (b.piece[sq]) k ^= table_[b.piece[sq] & 15][sq];
    return k;
  }

 private:
  std::uint64_t table_[16][64] = {};
  std::uint64_t side_ = 0x9e3779b97f4a7c15ull;
};

}  // namespace game
