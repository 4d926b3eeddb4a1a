#include <cstdint>
#include <cstddef>

class Sha1 {
public:
    void block(const std::uint8_t* p)
    {
        std::uint32_t w[80], a = h_[0], b = h_[1], c = h_[2], d = h_[3], e = h_[4];
        for (int i = 0; i < 16; ++i)
            w[i] = std::uint32_t(p[4 * i]) << 24 | p[4 * i + 1] << 16 | p[4 * i + 2] << 8 | p[4 * i + 3];
        for (int i = 16; i < 80; ++i)
            w[i] = rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        // region: hash sha1 in-core
        for (int i = 0; i < 80; ++i) {
            std::uint32_t f = i < 20 ? (b & c) | (~b & d) : b ^ c ^ d;
            std::uint32_t k = i < 20 ? 0x5a827999u : i < 40 ? 0x6ed9eba1u : i < 60 ? 0x8f1bbcdcu : 0xca62c1d6u;
            std::uint32_t t = rol(a, 5) + f + e + k + w[i];
            e = d; d = c; c = rol(b, 30); b = a; a = t;
        }
        h_[0] += a; h_[1] += b; h_[2] += c; h_[3] += d; h_[4] += e;
    }
    void update(const std::uint8_t* p, std::size_t blocks)
    {
        while (blocks--) {
            block(p);
            p += 64;
        }
    }

private:
    static std::uint32_t rol(std::uint32_t x, int n) { return x << n | x >> (32 - n); }
    std::uint32_t h_[5];
};
