#include <array>
#include <cstdint>
#include <cstring>

namespace dedup {

constexpr std::uint32_t kRound[64] = {0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b};

inline std::uint32_t rotr(std::uint32_t v, int s) { return (v >> s) | (v << (32 - s)); }

void transform(std::array<std::uint32_t, 8>& st, const std::uint8_t* p)
{
    std::uint32_t m[64];
    for (int i = 0; i < 16; ++i)
        m[i] = (p[i * 4] << 24) | (p[i * 4 + 1] << 16) | (p[i * 4 + 2] << 8) | p[i * 4 + 3];
    for (int i = 16; i < 64; ++i)
        m[i] = m[i - 16] + m[i - 7] + (rotr(m[i - 15], 7) ^ rotr(m[i - 15], 18)) + (rotr(m[i - 2], 17) ^ rotr(m[i - 2], 19));
    auto s = st;
    // region: hash sha256 in-core
    for (int i = 0; i < 64; ++i) {
        std::uint32_t t1 = s[7] + (rotr(s[4], 6) ^ rotr(s[4], 11) ^ rotr(s[4], 25)) + ((s[4] & s[5]) ^ (~s[4] & s[6])) + kRound[i] + m[i];
        std::uint32_t t2 = (rotr(s[0], 2) ^ rotr(s[0], 13)) + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        s = {t1 + t2, s[0], s[1], s[2], s[3] + t1, s[4], s[5], s[6]};
    }
    for (int i = 0; i < 8; ++i)
        st[i] += s[i];
}

}  // namespace dedup
