// LSM engine: compaction output blocks (64 KiB, several subcompactions run in
// parallel) go through a compressor interface before being appended.
#include <zlib.h>

#include <memory>
#include <string>

namespace lsm {

struct Options { std::size_t block_size = 64 * 1024; };

class MappedFile {
 public:
  unsigned char* Room();
  std::size_t RoomBytes() const;
  void Advance(long n);
};

class BlockCodec {
 public:
  virtual ~BlockCodec() = default;
  virtual long Encode(const std::string& raw, unsigned char* out, std::size_t cap) = 0;
};

class DeflateCodec final : public BlockCodec {
 public:
  long Encode(const std::string& raw, unsigned char* out, std::size_t cap) override {
    uLongf n = cap;
    // region: compress
    int rc = compress2(out, &n, reinterpret_cast<const Bytef*>(raw.data()), raw.size(), 6);
    return rc == Z_OK ? static_cast<long>(n) : -1;
  }
};

class TableWriter {
 public:
  TableWriter(const Options& o, std::unique_ptr<BlockCodec> c, MappedFile* f)
      : opt_(o), codec_(std::move(c)), file_(f) {}

  void Add(const std::string& kv) {
    block_ += kv;
    if (block_.size() >= opt_.block_size) Flush();
  }

 private:
  void Flush() {
    long n = codec_->Encode(block_, file_->Room(), file_->RoomBytes());
    if (n > 0) file_->Advance(n);
    block_.clear();
  }

  Options opt_;
  std::unique_ptr<BlockCodec> codec_;
  MappedFile* file_;
  std::string block_;
};

}  // namespace lsm
