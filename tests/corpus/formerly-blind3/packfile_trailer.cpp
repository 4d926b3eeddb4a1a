#include <array>
#include <bit>
#include <cstdint>
#include <span>

// Trailer of pack files: the digest runs over everything in front of it.
class TrailerDigest {
public:
    static constexpr std::size_t kWriteUnit = 1u << 16;

    void update(std::span<const uint8_t, kWriteUnit> unit) {
        const uint8_t *p = unit.data();
        // region: hash sha1 in-core async min=4096
        for (std::size_t n = kWriteUnit / 64; n; --n, p += 64) {
            uint32_t w[80];
            for (int i = 0; i < 16; ++i)
                w[i] = uint32_t(p[4 * i]) << 24 | p[4 * i + 1] << 16 | p[4 * i + 2] << 8 | p[4 * i + 3];
            for (int i = 16; i < 80; ++i)
                w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
            auto [a, b, c, d, e] = h_;
            for (int i = 0; i < 80; ++i) {
                uint32_t f, k;
                if (i < 20)      f = (b & c) | (~b & d),          k = 0x5A827999;
                else if (i < 40) f = b ^ c ^ d,                   k = 0x6ED9EBA1;
                else if (i < 60) f = (b & c) | (b & d) | (c & d), k = 0x8F1BBCDC;
                else             f = b ^ c ^ d,                   k = 0xCA62C1D6;
                uint32_t t = std::rotl(a, 5) + f + e + k + w[i];
                e = d; d = c; c = std::rotl(b, 30); b = a; a = t;
            }
            h_[0] += a; h_[1] += b; h_[2] += c; h_[3] += d; h_[4] += e;
        }
    }

private:
    std::array<uint32_t, 5> h_{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
};
