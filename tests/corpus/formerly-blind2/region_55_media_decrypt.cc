// Transcoder input: AES-128-CBC media segments (2 MiB) are decrypted with a
// table implementation that was written for a set-top box.
#include <array>
#include <cstdint>
#include <cstddef>

namespace media {

constexpr std::size_t kSegment = 2u << 20;

extern const std::array<std::uint32_t, 256> Td0, Td1, Td2, Td3;
extern const std::array<std::uint8_t, 256> Td4;

inline std::uint32_t Be(const std::uint8_t* p) {
  return std::uint32_t{p[0]} << 24 | std::uint32_t{p[1]} << 16 | std::uint32_t{p[2]} << 8 | p[3];
}

void DecryptSegment(const std::uint32_t (&rk)[44], std::uint32_t (&iv)[4], const std::uint8_t* in,
                    std::uint32_t* out) {
  // region: decrypt
  for (std::size_t off = 0; off < kSegment; off += 16, in += 16, out += 4) {
    std::uint32_t c[4], s[4], t[4];
    for (int i = 0; i < 4; ++i) s[i] = (c[i] = Be(in + 4 * i)) ^ rk[i];
    for (int r = 1; r < 10; ++r) {
      for (int i = 0; i < 4; ++i)
        t[i] = Td0[s[i] >> 24] ^ Td1[s[(i + 3) & 3] >> 16 & 255] ^ Td2[s[(i + 2) & 3] >> 8 & 255] ^
               Td3[s[(i + 1) & 3] & 255] ^ rk[4 * r + i];
      for (int i = 0; i < 4; ++i) s[i] = t[i];
    }
    for (int i = 0; i < 4; ++i) {
      std::uint32_t v = std::uint32_t{Td4[s[i] >> 24]} << 24 | std::uint32_t{Td4[s[(i + 3) & 3] >> 16 & 255]} << 16 |
                        std::uint32_t{Td4[s[(i + 2) & 3] >> 8 & 255]} << 8 | Td4[s[(i + 1) & 3] & 255];
      out[i] = v ^ rk[40 + i] ^ iv[i];
      iv[i] = c[i];
    }
  }
}

}  // namespace media
