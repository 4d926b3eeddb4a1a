#include <cstddef>
#include <cstdint>

namespace vault {

extern const uint32_t Td0[256], Td1[256], Td2[256], Td3[256];
extern const uint8_t Td4[256];

struct DecKey { uint32_t rk[60]; int rounds; };

inline uint32_t ld(const uint8_t *p) { return uint32_t(p[0]) << 24 | p[1] << 16 | p[2] << 8 | p[3]; }
inline void st(uint8_t *p, uint32_t v) { p[0] = v >> 24; p[1] = v >> 16; p[2] = v >> 8; p[3] = uint8_t(v); }

template <std::size_t Bytes>
void unseal(const DecKey &k, uint8_t (&buf)[Bytes]) {
    static_assert(Bytes % 16 == 0);
    // region: decrypt in-core min=1024
    for (uint8_t *b = buf; b != buf + Bytes; b += 16) {
        uint32_t s[4], t[4];
        const uint32_t *rk = k.rk;
        for (int i = 0; i < 4; ++i)
            s[i] = ld(b + 4 * i) ^ rk[i];
        for (int r = 1; r < k.rounds; ++r) {
            rk += 4;
            for (int i = 0; i < 4; ++i)
                t[i] = Td0[s[i] >> 24] ^ Td1[s[(i + 3) & 3] >> 16 & 255] ^
                       Td2[s[(i + 2) & 3] >> 8 & 255] ^ Td3[s[(i + 1) & 3] & 255] ^ rk[i];
            s[0] = t[0]; s[1] = t[1]; s[2] = t[2]; s[3] = t[3];
        }
        rk += 4;
        for (int i = 0; i < 4; ++i)
            st(b + 4 * i, (uint32_t(Td4[s[i] >> 24]) << 24 | Td4[s[(i + 3) & 3] >> 16 & 255] << 16 |
                           Td4[s[(i + 2) & 3] >> 8 & 255] << 8 | Td4[s[(i + 1) & 3] & 255]) ^ rk[i]);
    }
}

void unsealPage(const DecKey &k, uint8_t (&page)[32768]) { unseal(k, page); }

}  // namespace vault
