#include <cstddef>
#include <cstdint>
#include <vector>

// Rows of a chunk that survive; a chunk has four million.
std::size_t Squeeze(const std::vector<std::uint64_t>& from, const std::vector<bool>& alive, std::uint64_t* to)
{
    std::size_t used = 0;
    // region: filter
    for (std::size_t r = 0; r < from.size(); r++)
        if (alive[r]) {
            to[used] = from[r];
            ++used;
        }
    return used;
}
