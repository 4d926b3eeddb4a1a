#include <cstdint>
#include <nmmintrin.h>

namespace pagestore {

struct alignas(16) LogFrame {
    std::uint64_t lsn, prev, txn;
    std::uint64_t page, undo;
    std::uint64_t flags;
};
static_assert(sizeof(LogFrame) == 48);

[[nodiscard]] std::uint32_t frame_checksum(const LogFrame &f) noexcept
{
    auto *w = reinterpret_cast<const std::uint64_t *>(&f);
    std::uint64_t c = ~0u;
    // degrades: crc
    for (int i = 0; i != 6; ++i)
        c = _mm_crc32_u64(c, w[i]);
    return ~static_cast<std::uint32_t>(c);
}

}
