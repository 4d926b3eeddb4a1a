// Table service: 128 KiB blocks, zstd level 3, every block a frame of its own.
#include <zstd.h>

#include <cstddef>
#include <memory>

namespace tbl {

constexpr std::size_t kBlock = 128 * 1024;

class Packer {
 public:
  explicit Packer(int level) : ctx_(ZSTD_createCCtx()), level_(level), out_(new char[ZSTD_compressBound(kBlock)]) {}
  ~Packer() { ZSTD_freeCCtx(ctx_); }

  std::size_t Pack(const char* block) {
    // region: compress
    std::size_t n = ZSTD_compressCCtx(ctx_, out_.get(), ZSTD_compressBound(kBlock), block, kBlock, level_);
    return ZSTD_isError(n) ? 0 : n;
  }

 private:
  ZSTD_CCtx* ctx_;
  int level_;
  std::unique_ptr<char[]> out_;
};

}  // namespace tbl
