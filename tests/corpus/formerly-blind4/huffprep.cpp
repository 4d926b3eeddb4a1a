#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

// Code lengths to canonical codes, bit-reversed for an LSB-first writer.
struct Canon {
    std::array<std::uint16_t, 288> code{};

    void assign(std::span<const std::uint8_t, 288> len)
    {
        std::array<std::uint16_t, 16> count{}, next{};
        for (auto l : len)
            ++count[l];
        count[0] = 0;
        for (int b = 1; b < 16; ++b)
            next[b] = static_cast<std::uint16_t>((next[b - 1] + count[b - 1]) << 1);
        // not: compress
        for (std::size_t s = 0; s < len.size(); ++s) {
            std::uint16_t c = len[s] ? next[len[s]]++ : 0, r = 0;
            for (int i = 0; i < len[s]; ++i, c >>= 1)
                r = static_cast<std::uint16_t>(r << 1 | (c & 1));
            code[s] = r;
        }
    }
};
