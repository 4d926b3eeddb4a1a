#include <cstdint>
#include <span>

std::uint32_t adler(std::span<const std::uint8_t> frame)
{
    constexpr std::uint32_t kMod = 65521;
    std::uint32_t a = 1, b = 0;
    // region: crc adler32 in-core min=512
    for (std::uint8_t v : frame) {
        a = (a + v) % kMod;
        b = (b + a) % kMod;
    }
    return b << 16 | a;
}
