#include <algorithm>
#include <cstdint>
#include <vector>

struct Arena { std::uint8_t* base; };
constexpr std::size_t kArena = 32u << 20;

void recycle(std::vector<Arena>& arenas)
{
    for (Arena& a : arenas)
        // region: fill async sync min=1048576
        std::fill_n(a.base, kArena, std::uint8_t{0});
}
