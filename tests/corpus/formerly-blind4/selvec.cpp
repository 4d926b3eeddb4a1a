#include <cstdint>
#include <span>

namespace exec {

// A vector of the engine has 1024 * 1024 rows; 'keep' holds one byte per row.
template <typename T>
std::size_t Compact(std::span<const T> in, std::span<const std::uint8_t> keep, std::span<T> out)
{
    std::size_t n = 0;
    // region: filter async sync
    for (std::size_t i = 0; i < in.size(); ++i) {
        if (keep[i])
            out[n++] = in[i];
    }
    return n;
}

template std::size_t Compact<std::uint32_t>(std::span<const std::uint32_t>, std::span<const std::uint8_t>, std::span<std::uint32_t>);

}
