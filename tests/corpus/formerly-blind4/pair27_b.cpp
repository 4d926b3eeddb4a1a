#include <lz4.h>
#include <array>
#include <cstdint>

// Messages of one topic. The consumer decodes them in order, with the same ring.
class MessageSqueezer {
public:
    static constexpr int ring = 64 * 1024;
    static constexpr int longest = 1400;

    int operator()(const char *src, int n, char *dst, int room)
    {
        // degrades: compress
        int k = LZ4_compress_fast_continue(&s_, src, dst, n, room, 1);
        pos_ = pos_ + n > ring - longest ? 0 : pos_ + n;
        return k;
    }

private:
    LZ4_stream_t s_{};
    int pos_ = 0;
};
