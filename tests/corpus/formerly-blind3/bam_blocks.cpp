#include <libdeflate.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <vector>

class BlockPacker {
public:
    static constexpr size_t kPayload = 0xff00;

    explicit BlockPacker(int level) : c_(libdeflate_alloc_compressor(level), libdeflate_free_compressor) {
        if (!c_) throw std::bad_alloc();
    }

    // payload is exactly kPayload bytes except for the end of the file
    std::vector<uint8_t> pack(const uint8_t *payload, size_t n) {
        std::vector<uint8_t> out(18 + libdeflate_deflate_compress_bound(c_.get(), n) + 8);
        // region: compress deflate sync async in-core min=4096
        size_t z = libdeflate_deflate_compress(c_.get(), payload, n, out.data() + 18, out.size() - 26);
        if (z == 0) throw std::runtime_error("block does not fit");
        writeFrame(out, z, n);
        return out;
    }

private:
    static void writeFrame(std::vector<uint8_t> &out, size_t z, size_t n);
    std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor *)> c_;
};
