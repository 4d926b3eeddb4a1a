#include <algorithm>
#include <cstdint>
#include <vector>

void widen(const std::vector<std::uint8_t>& in, std::vector<float>& out)
{
    out.resize(in.size());
    // not: copy
    for (std::size_t i = 0; i < in.size(); ++i)
        out[i] = in[i] / 255.0f;
}
