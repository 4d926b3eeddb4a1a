#include <array>
#include <cstdint>

namespace vec {

constexpr uint32_t kBatch = 16;

struct Selection {
    std::array<uint8_t, kBatch> keep;
};

// Compact the surviving rows of one batch.
uint32_t compact(const std::array<uint32_t, kBatch> &in, const Selection &sel,
                 std::array<uint32_t, kBatch> &out) {
    uint32_t n = 0;
    // degrades: filter
    for (uint32_t i = 0; i < kBatch; ++i) {
        out[n] = in[i];
        n += sel.keep[i];
    }
    return n;
}

}  // namespace vec
