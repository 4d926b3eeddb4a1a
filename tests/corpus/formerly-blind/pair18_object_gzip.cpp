#include <libdeflate.h>
#include <cstdint>
#include <vector>

namespace objstore {

constexpr std::size_t kPart = 512 * 1024;

class PartPacker {
public:
    explicit PartPacker(int level) : c_(libdeflate_alloc_compressor(level)), out_(kPart + 1024) {}
    ~PartPacker() { libdeflate_free_compressor(c_); }

    std::size_t pack(const uint8_t (&part)[kPart])
    {
        // region: compress
        return libdeflate_gzip_compress(c_, part, kPart, out_.data(), out_.size());
    }

private:
    libdeflate_compressor* c_;
    std::vector<uint8_t> out_;
};

}  // namespace objstore
