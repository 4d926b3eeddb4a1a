#include <cstdint>
#include <cstring>

std::uint32_t murmur(const char* key, int len, std::uint32_t h)
{
    // not: hash
    for (; len >= 4; len -= 4, key += 4) {
        std::uint32_t k;
        std::memcpy(&k, key, 4);
        k *= 0xcc9e2d51;
        k = k << 15 | k >> 17;
        h ^= k * 0x1b873593;
        h = (h << 13 | h >> 19) * 5 + 0xe6546b64;
    }
    return h;
}
