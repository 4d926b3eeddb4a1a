#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

constexpr std::size_t kFrame = 3840 * 2160 * 4;

struct Ring { std::array<std::vector<unsigned char>, 16> slot; };

void present(Ring& ring, const std::vector<std::vector<unsigned char>>& frames)
{
    std::size_t i = 0;
    for (const auto& f : frames) {
        // region: copy async batch sync min=1048576
        std::memcpy(ring.slot[i++ % 16].data(), f.data(), kFrame);
    }
}

bool dirty(const unsigned char* now, const unsigned char* before)
{
    // region: compare async sync min=16384
    return std::memcmp(now, before, kFrame) != 0;
}

void reset(int (&hist)[256])
{
    // degrades: fill
    std::fill(std::begin(hist), std::end(hist), 0);
}

void shift(std::vector<int>& v)
{
    // degrades: copy
    std::memmove(v.data(), v.data() + 1, (v.size() - 1) * sizeof(int));
}
