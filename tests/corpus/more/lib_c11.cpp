#include <vector>
#include <cstdint>
#include <algorithm>
#include <cstring>

struct Msg { uint32_t id; uint64_t ts; std::vector<uint8_t> body; };

void put(std::vector<uint8_t>& out, const std::vector<Msg>& all)
{
    // degrades: serialize
    for (const auto& m : all) {
        uint64_t v = m.id;
        while (v >= 0x80) {
            out.push_back(uint8_t(v) | 0x80);
            v >>= 7;
        }
        out.push_back(uint8_t(v));
    }
}

void blur(const uint8_t* in, uint8_t* out, int n)
{
    // not: filter
    for (int i = 1; i < n - 1; ++i)
        out[i] = uint8_t((in[i - 1] + 2 * in[i] + in[i + 1]) >> 2);
}

void upper(std::string& s)
{
    // not: copy
    for (auto& c : s)
        c = std::toupper(c);
}
