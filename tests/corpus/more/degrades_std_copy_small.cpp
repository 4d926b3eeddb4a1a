#include <algorithm>
#include <array>
#include <cstdint>

using Mac = std::array<std::uint8_t, 6>;

void set_source(std::uint8_t* frame, const Mac& mac)
{
    // degrades: copy
    std::copy(mac.begin(), mac.end(), frame + 6);
}
