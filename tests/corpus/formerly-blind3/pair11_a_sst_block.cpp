#include <zstd.h>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lsm {

class BlockEncoder {
public:
    static constexpr size_t kTarget = 512;

    BlockEncoder(const ZSTD_CDict *dict) : ctx_(ZSTD_createCCtx()), dict_(dict) {}
    ~BlockEncoder() { ZSTD_freeCCtx(ctx_); }

    std::string encode(std::string_view raw) {
        std::string out(ZSTD_compressBound(raw.size()), '\0');
        // degrades: compress
        size_t n = ZSTD_compress_usingCDict(ctx_, out.data(), out.size(), raw.data(), raw.size(), dict_);
        if (ZSTD_isError(n))
            throw std::runtime_error(ZSTD_getErrorName(n));
        out.resize(n);
        return out;
    }

private:
    ZSTD_CCtx *ctx_;
    const ZSTD_CDict *dict_;
};

}  // namespace lsm
