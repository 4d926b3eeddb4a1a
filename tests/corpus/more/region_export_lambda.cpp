#include <cstdint>
#include <functional>
#include <vector>
#include <zlib.h>

constexpr std::size_t kRowGroup = 1 << 20;

void for_each_group(const std::vector<std::uint8_t>& data, const std::function<void(const std::uint8_t*)>& f);

std::vector<std::vector<std::uint8_t>> export_groups(const std::vector<std::uint8_t>& data)
{
    std::vector<std::vector<std::uint8_t>> out;
    for_each_group(data, [&](const std::uint8_t* g) {
        std::vector<std::uint8_t> o(compressBound(kRowGroup));
        uLongf n = o.size();
        // region: compress sync async in-core min=4096
        compress2(o.data(), &n, g, kRowGroup, Z_BEST_SPEED);
        o.resize(n);
        out.push_back(std::move(o));
    });
    return out;
}
