#include <array>
#include <cstdint>
#include <span>

class Crc32c {
public:
    void extend(std::span<const uint8_t> data)
    {
        uint32_t c = state_;
        // region: crc
        for (uint8_t b : data)
            c = table()[(c ^ b) & 0xffu] ^ (c >> 8);
        state_ = c;
    }
    uint32_t value() const { return ~state_; }

private:
    static const std::array<uint32_t, 256>& table()
    {
        static const auto t = [] {
            std::array<uint32_t, 256> a{};
            for (uint32_t i = 0; i < 256; ++i) {
                uint32_t c = i;
                for (int k = 0; k < 8; ++k)
                    c = c & 1 ? c >> 1 ^ 0x82f63b78u : c >> 1;
                a[i] = c;
            }
            return a;
        }();
        return t;
    }
    uint32_t state_ = 0xffffffffu;
};

/* Blocks of 256 KiB. */
uint32_t block_sum(const std::array<uint8_t, 262144>& block)
{
    Crc32c c;
    c.extend(block);
    return c.value();
}
