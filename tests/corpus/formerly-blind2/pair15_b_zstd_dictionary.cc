// Table service: 128 KiB blocks, zstd level 3 with the table dictionary.
#include <zstd.h>

#include <cstddef>
#include <memory>

namespace tbl {

constexpr std::size_t kBlock = 128 * 1024;

class Packer {
 public:
  explicit Packer(ZSTD_CDict* dict) : ctx_(ZSTD_createCCtx()), dict_(dict), out_(new char[ZSTD_compressBound(kBlock)]) {}
  ~Packer() { ZSTD_freeCCtx(ctx_); }

  std::size_t Pack(const char* block) {
    // degrades: compress
    std::size_t n = ZSTD_compress_usingCDict(ctx_, out_.get(), ZSTD_compressBound(kBlock), block, kBlock, dict_);
    return ZSTD_isError(n) ? 0 : n;
  }

 private:
  ZSTD_CCtx* ctx_;
  ZSTD_CDict* dict_;
  std::unique_ptr<char[]> out_;
};

}  // namespace tbl
