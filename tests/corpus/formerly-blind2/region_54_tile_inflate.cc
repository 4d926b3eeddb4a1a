// Raster server: tiles of a pyramid level are zlib streams written by the
// ingest job; edge length and pixel type fix the expanded size (1 MiB).
#include <zlib.h>

#include <cstdint>
#include <memory>
#include <stdexcept>

namespace raster {

struct Geometry {
  static constexpr unsigned kEdge = 512;
  static constexpr unsigned kBytesPerPixel = 4;
  static constexpr std::size_t TileBytes() { return std::size_t{kEdge} * kEdge * kBytesPerPixel; }
};

class TileDecoder {
 public:
  TileDecoder() : pixels_(new std::uint8_t[Geometry::TileBytes()]) {}

  const std::uint8_t* Decode(const std::uint8_t* packed, std::size_t n) {
    Expand(packed, n, Geometry::TileBytes());
    return pixels_.get();
  }

 private:
  void Expand(const std::uint8_t* in, std::size_t n, std::size_t want) {
    uLongf got = want;
    // region: decompress
    if (uncompress(pixels_.get(), &got, in, n) != Z_OK || got != want)
      throw std::runtime_error("tile damaged");
  }

  std::unique_ptr<std::uint8_t[]> pixels_;
};

}  // namespace raster
