#include <algorithm>
#include <cstdint>
#include <vector>

std::vector<float> to_float(const std::vector<int16_t>& pcm)
{
    std::vector<float> out(pcm.size());
    // not: copy
    std::transform(pcm.begin(), pcm.end(), out.begin(), [](int16_t s) { return float(s) / 32768.0f; });
    return out;
}
