// Controller firmware loader: checks the 8 KiB EEPROM image once at boot.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace boot {

constexpr std::size_t kImage = 8 * 1024;
extern const std::array<std::uint32_t, 256> kTable;

std::uint32_t ImageCrc(const std::array<std::uint8_t, kImage>& img) {
  std::uint32_t c = ~0u;
  // degrades: crc
  for (std::uint8_t b : img) c = kTable[(c ^ b) & 0xff] ^ (c >> 8);
  return ~c;
}

void CheckOrDie(const std::array<std::uint8_t, kImage>& img, std::uint32_t want) {
  if (ImageCrc(img) != want) {
    std::fputs("eeprom image damaged\n", stderr);
    std::exit(1);
  }
}

}  // namespace boot
