// Table reader: block checksum through the crc32c library, which already uses
// the SSE4.2 instruction; blocks are 4 KiB and the result is needed at once.
#include <crc32c/crc32c.h>

#include <cstdint>
#include <cstring>

namespace table {

constexpr std::size_t kBlock = 4096;

struct Block {
  std::uint8_t data[kBlock];
  std::uint32_t stored;
};

bool Check(const Block& b) {
  // degrades: crc
  std::uint32_t c = crc32c::Crc32c(b.data, kBlock);
  return c == b.stored;
}

}  // namespace table
