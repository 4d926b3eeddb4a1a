#include <cstdint>
#include <cstddef>

constexpr std::size_t kRows = 1u << 22;

std::size_t gather(const std::int32_t* price, const std::uint8_t* selected, std::int32_t* out)
{
    std::size_t n = 0;
    // region: filter async sync min=65536
    for (std::size_t i = 0; i < kRows; ++i)
        if (selected[i])
            out[n++] = price[i];
    return n;
}
