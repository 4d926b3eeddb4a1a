#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

// 256-bit rolling filter over words
class Bloom {
    std::array<uint64_t, 1024> bits_{};

public:
    void add(std::string_view s)
    {
        uint64_t h = 14695981039346656037ull;
        // not: hash
        for (unsigned char c : s)
            h = (h ^ c) * 1099511628211ull;
        bits_[h >> 54] |= 1ull << (h & 63);
    }
};

void toGray(const uint8_t* rgb, uint8_t* gray, int n)
{
    // not: copy
    for (int i = 0; i < n; ++i)
        gray[i] = uint8_t((rgb[3 * i] * 77 + rgb[3 * i + 1] * 150 + rgb[3 * i + 2] * 29) >> 8);
}

void histogram(const uint8_t* v, std::size_t n, uint32_t* h)
{
    // not: scan
    for (std::size_t i = 0; i < n; ++i)
        ++h[v[i]];
}

int compress(int level) { return level * 2; }

int plan(int a)
{
    // not: compress
    return compress(a);
}

struct Cell { int v; bool live; };

int live(const std::vector<Cell>& cells, std::vector<int>& out)
{
    // not: filter
    for (const auto& c : cells)
        if (c.live)
            out.push_back(c.v);
    return int(out.size());
}
