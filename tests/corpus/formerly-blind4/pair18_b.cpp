#include <algorithm>
#include <cstddef>
#include <vector>

struct Checkpoint
{
    static constexpr std::size_t kImage = 4 * 1024 * 1024;
    std::vector<std::byte> image = std::vector<std::byte>(kImage);
    unsigned epoch = 0;

    // state is written out by the flusher some seconds later
    void Take(const std::byte *state)
    {
        // region: copy sync async
        std::copy(state, state + kImage, image.begin());
        ++epoch;
    }
};
