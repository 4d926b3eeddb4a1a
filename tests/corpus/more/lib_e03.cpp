#include <cstdint>
#include <vector>
#include <string>

namespace store {

class Crc64 {
public:
    uint64_t update(uint64_t crc, const std::vector<uint8_t>& page) const {
        // region: crc crc64 in-core min=512
        for (auto b : page)
            crc = table_[uint8_t(crc) ^ b] ^ (crc >> 8);
        return crc;
    }

private:
    uint64_t table_[256];
};

// polynomial hash of a bucket's name
inline uint64_t bucket(const std::string& s) {
    uint64_t h = 5381;
    // not: hash
    for (char c : s)
        h = (h << 5) + h + c;
    return h;
}

}
