#include <cstdint>
#include <vector>

constexpr std::size_t kStrip = 64 * 1024;

void parity(std::vector<std::uint64_t>& p, const std::vector<const std::uint64_t*>& d)
{
    for (const std::uint64_t* s : d)
        // region: erasure xor in-core
        for (std::size_t i = 0; i < kStrip / 8; ++i)
            p[i] ^= s[i];
}
