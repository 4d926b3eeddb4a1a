#include <cstddef>
#include <memory>
#include <vector>
#include <zstd.h>

struct Codec {
    virtual ~Codec() = default;
    virtual std::size_t run(void* d, std::size_t cap, const void* s, std::size_t n) = 0;
};

struct ZstdCodec final : Codec {
    std::size_t run(void* d, std::size_t cap, const void* s, std::size_t n) override
    {
        // region: compress zstd
        return ZSTD_compress(d, cap, s, n, 1);
    }
};

std::vector<char> spill(Codec& c, const std::vector<char>& run)
{
    constexpr std::size_t kRun = 8u << 20;
    std::vector<char> out(kRun + (kRun >> 7));
    out.resize(c.run(out.data(), out.size(), run.data(), kRun));
    return out;
}
