#include <zlib.h>
#include <memory>
#include "codec.h"

// One data page is 1 MiB before compression.
class GZipCodec final : public Codec {
 public:
  int64_t Decompress(int64_t in_len, const uint8_t* in, int64_t out_len, uint8_t* out) override {
    z_stream s{};
    if (inflateInit2(&s, 15 | 32) != Z_OK) return -1;
    s.next_in = const_cast<Bytef*>(in);
    s.avail_in = static_cast<uInt>(in_len);
    s.next_out = out;
    s.avail_out = static_cast<uInt>(out_len);
    // region: decompress deflate in-core sync async min=16384
    int rc = inflate(&s, Z_FINISH);
    inflateEnd(&s);
    return rc == Z_STREAM_END ? static_cast<int64_t>(s.total_out) : -1;
  }
};

int64_t ReadColumnChunk(Codec& codec, const ChunkMeta& m, PageSink& sink) {
  int64_t total = 0;
  for (const auto& p : m.pages) {
    auto dst = sink.Reserve(p.uncompressed);
    total += codec.Decompress(p.compressed, p.bytes, p.uncompressed, dst);
  }
  return total;
}
