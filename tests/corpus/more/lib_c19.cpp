#include <cstdint>
#include <cstddef>
#include <span>

class ColumnReader {
  public:
    static constexpr size_t kRows = 1 << 20;

    // one bit per row that is set
    void greater(std::span<const int32_t, kRows> v, int32_t x, uint8_t *bits) const {
        // region: scan async sync min=65536
        for (size_t r = 0; r < kRows; ++r)
            bits[r / 8] |= static_cast<uint8_t>(v[r] > x) << (r % 8);
    }

    size_t pick(std::span<const int32_t, kRows> v, const uint8_t *bits, int32_t *out) const {
        size_t n = 0;
        // region: filter async sync min=65536
        for (size_t r = 0; r < kRows; ++r)
            if (bits[r / 8] >> (r % 8) & 1)
                out[n++] = v[r];
        return n;
    }
};
