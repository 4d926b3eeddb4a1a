#include <cstring>
#include <cstdint>
#include <queue>

struct Shot { const uint8_t* pixels; uint8_t* slot; };

/* 4K frames (3840 x 2160, four bytes) leave the capture ring before it wraps. */
void drain(std::queue<Shot>& q)
{
    constexpr std::size_t kFrame = 3840u * 2160u * 4u;
    for (; !q.empty(); q.pop())
        // region: copy
        std::memcpy(q.front().slot, q.front().pixels, kFrame);
}
