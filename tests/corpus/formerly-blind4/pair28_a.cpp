#include <cstdint>
#include <span>

extern const std::uint32_t kCastagnoli[256];

namespace pagestore {

// 16 KiB pages; the field itself sits in the trailer
[[nodiscard]] std::uint32_t page_checksum(std::span<const std::uint8_t, 16384> page) noexcept
{
    std::uint32_t c = ~0u;
    // region: crc crc32c in-core async
    for (auto b : page.first<16380>())
        c = kCastagnoli[(c ^ b) & 0xffu] ^ (c >> 8);
    return ~c;
}

}
