#include <zstd.h>
#include <cassert>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lsm {

class BlockEncoder {
public:
    static constexpr size_t kTarget = 512 * 1024;

    explicit BlockEncoder(int level) : ctx_(ZSTD_createCCtx()), level_(level) {}
    ~BlockEncoder() { ZSTD_freeCCtx(ctx_); }

    std::string encode(std::string_view raw) {
        assert(raw.size() >= kTarget);
        std::string out(ZSTD_compressBound(raw.size()), '\0');
        // region: compress zstd sync min=16384
        size_t n = ZSTD_compressCCtx(ctx_, out.data(), out.size(), raw.data(), raw.size(), level_);
        if (ZSTD_isError(n))
            throw std::runtime_error(ZSTD_getErrorName(n));
        out.resize(n);
        return out;
    }

private:
    ZSTD_CCtx *ctx_;
    int level_;
};

}  // namespace lsm
