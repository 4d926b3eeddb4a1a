#include <cstdint>
#include <cstring>
#include <vector>

struct Extent { uint8_t* base; };

constexpr std::size_t kExtent = 16u << 20;

/* Freed extents are wiped before another tenant may have them. */
void scrub(std::vector<Extent>& freed)
{
    for (auto& e : freed)
        // region: fill
        std::memset(e.base, 0, kExtent);
    freed.clear();
}
