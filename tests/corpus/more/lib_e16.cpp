#include <zlib.h>
#include <string>
#include <vector>
#include <thread>

class BlockWriter {
public:
    static constexpr size_t kBlock = 128 << 10;

    std::string pack(const std::string& raw) {
        std::string out(compressBound(raw.size()), '\0');
        uLongf n = out.size();
        if (raw.size() > kBlock)
            throw std::length_error("block");
        // region: compress deflate sync async in-core min=4096
        if (::compress2(reinterpret_cast<Bytef*>(&out[0]), &n, reinterpret_cast<const Bytef*>(raw.data()), raw.size(), 5) != Z_OK)
            throw std::runtime_error("zlib");
        out.resize(n);
        return out;
    }

    std::vector<char> open(const char* p, size_t n) {
        std::vector<char> raw(kBlock);
        uLongf m = raw.size();
        // region: decompress deflate sync async in-core min=16384
        uncompress(reinterpret_cast<Bytef*>(raw.data()), &m, reinterpret_cast<const Bytef*>(p), n);
        raw.resize(m);
        return raw;
    }
};
