#include <cstdint>
#include <string_view>

extern const std::uint32_t crc32Table[256];

std::uint32_t checksum(std::string_view blob)
{
    std::uint32_t c = 0xffffffffu;
    // region: crc crc32 in-core min=512
    for (unsigned char ch : blob)
        c = crc32Table[(c ^ ch) & 0xff] ^ (c >> 8);
    return c ^ 0xffffffffu;
}
