#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>

constexpr std::size_t kElems = 512 * 1024;

using Tile = std::array<float, kElems>;

/* Stages tiles for the consumers; the source is recycled at once. */
void stage_tiles(const std::deque<Tile>& in, Tile* staging)
{
    for (const Tile& t : in)
        // region: copy
        std::copy(t.begin(), t.end(), (staging++)->begin());
}
