#include <cstddef>
#include <vector>
#include <zstd.h>

void pack(const std::vector<std::vector<char>>& segments, std::vector<std::vector<char>>& out)
{
    constexpr std::size_t kSegment = 1 << 20;
    for (const auto& s : segments) {
        std::vector<char> o(ZSTD_compressBound(kSegment));
        // region: compress zstd sync min=16384
        o.resize(ZSTD_compress(o.data(), o.size(), s.data(), kSegment, 3));
        out.push_back(std::move(o));
    }
}
