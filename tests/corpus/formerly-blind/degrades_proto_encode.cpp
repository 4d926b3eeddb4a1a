#include <cstdint>
#include <string>
#include <vector>

struct Sample { uint64_t ts; uint32_t series; double value; };

/* Length-delimited messages, about 20 bytes each. */
std::string encode(const std::vector<Sample>& v)
{
    std::string out;
    auto varint = [&](uint64_t x) {
        for (; x >= 0x80; x >>= 7)
            out.push_back(static_cast<char>(x | 0x80));
        out.push_back(static_cast<char>(x));
    };
    // degrades: serialize
    for (const auto& s : v) {
        out.push_back(0x08);
        varint(s.ts);
        out.push_back(0x10);
        varint(s.series);
        out.push_back(0x19);
        out.append(reinterpret_cast<const char*>(&s.value), 8);
    }
    return out;
}
