#include <cstdint>
#include <span>

/* Gather through a selection vector. */
void take(std::span<int64_t> out, std::span<const int64_t> col, std::span<const uint32_t> sel)
{
    // not: copy
    for (std::size_t i = 0; i < sel.size(); ++i)
        out[i] = col[sel[i]];
}
