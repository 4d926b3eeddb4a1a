#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

class KeyFilter {
public:
    explicit KeyFilter(std::size_t keys) : bits_((keys * 10 + 63) / 64) {}

    void add(std::string_view key) {
        const uint64_t h = mix(key);
        // not: filter
        for (unsigned i = 0; i < 7; ++i) {
            const uint64_t b = (h + i * (h >> 33 | 1)) % (bits_.size() * 64);
            bits_[b / 64] |= 1ull << (b % 64);
        }
    }

    bool mayContain(std::string_view key) const {
        const uint64_t h = mix(key);
        // not: filter
        for (unsigned i = 0; i < 7; ++i) {
            const uint64_t b = (h + i * (h >> 33 | 1)) % (bits_.size() * 64);
            if (!(bits_[b / 64] >> (b % 64) & 1))
                return false;
        }
        return true;
    }

private:
    static uint64_t mix(std::string_view s) {
        uint64_t h = 0x9ae16a3b2f90404full;
        // not: hash
        for (unsigned char c : s) {
            h = (h ^ c) * 0xff51afd7ed558ccdull;
            h ^= h >> 33;
        }
        return h;
    }

    std::vector<uint64_t> bits_;
};
