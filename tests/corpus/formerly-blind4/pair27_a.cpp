#include <lz4.h>
#include <array>
#include <cstdint>

// Table pages of the columnar cache. They are read in any order.
class PageSqueezer {
public:
    static constexpr int page = 256 * 1024;

    explicit PageSqueezer(int accel) : accel_{accel} {}

    int operator()(const char *src, char *dst, int room) const
    {
        // region: compress lz4 async
        return LZ4_compress_fast(src, dst, page, room, accel_);
    }

private:
    int accel_;
};
