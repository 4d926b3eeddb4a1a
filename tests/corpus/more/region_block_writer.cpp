#include <cstdint>
#include <string>
#include <vector>
#include <zlib.h>

class BlockWriter {
public:
    static constexpr std::size_t kBlock = 64 * 1024;

    bool add(const std::string& row)
    {
        pending_ += row;
        return pending_.size() < kBlock || seal();
    }

private:
    bool seal()
    {
        uLongf n = packed_.size();
        // region: compress deflate sync in-core min=4096
        if (compress2(packed_.data(), &n, reinterpret_cast<const Bytef*>(pending_.data()), kBlock, 6) != Z_OK)
            return false;
        pending_.erase(0, kBlock);
        return true;
    }
    std::string pending_;
    std::vector<Bytef> packed_ = std::vector<Bytef>(kBlock + 1024);
};
