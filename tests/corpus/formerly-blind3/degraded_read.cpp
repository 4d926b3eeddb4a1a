#include <cstddef>
#include <cstdint>
#include <vector>

namespace raid {

class DegradedReader {
public:
    static constexpr std::size_t kStrip = 128 * 1024;

    using Strip = std::vector<std::byte>;

    // survivors: all strips of the row but the lost one, parity included
    void rebuild(const std::vector<const Strip *> &survivors, Strip &lost) const {
        lost.resize(kStrip);
        // region: erasure xor in-core min=4096
        for (std::size_t i = 0; i != kStrip; ++i) {
            std::byte x{0};
            for (const Strip *s : survivors)
                x ^= (*s)[i];
            lost[i] = x;
        }
    }
};

}  // namespace raid
