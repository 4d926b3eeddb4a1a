#include <brotli/encode.h>

#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>

namespace web {

class AssetCache {
public:
    using Ptr = std::shared_ptr<const std::string>;

    Ptr encoded(const std::string &path, const std::string &body) {
        {
            std::shared_lock lk(mu_);
            if (auto it = map_.find(path); it != map_.end())
                return it->second;
        }
        std::size_t n = BrotliEncoderMaxCompressedSize(body.size());
        auto out = std::make_shared<std::string>(n, '\0');
        // degrades: compress
        if (!BrotliEncoderCompress(5, 22, BROTLI_MODE_TEXT, body.size(),
                                   reinterpret_cast<const uint8_t *>(body.data()), &n,
                                   reinterpret_cast<uint8_t *>(out->data())))
            return nullptr;
        out->resize(n);
        std::unique_lock lk(mu_);
        return map_[path] = out;
    }

private:
    std::shared_mutex mu_;
    std::unordered_map<std::string, Ptr> map_;
};

}  // namespace web
