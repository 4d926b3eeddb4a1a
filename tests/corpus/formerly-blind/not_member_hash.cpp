#include <cstdint>
#include <string_view>
#include <unordered_map>

struct SvHash {
    std::size_t operator()(std::string_view s) const noexcept
    {
        std::size_t h = 0xcbf29ce484222325ull;
        // not: hash
        for (unsigned char c : s)
            h = (h ^ c) * 0x100000001b3ull;
        return h;
    }
};

int lookup(const std::unordered_map<std::string_view, int, SvHash>& m, std::string_view k)
{
    auto it = m.find(k);
    return it == m.end() ? -1 : it->second;
}
