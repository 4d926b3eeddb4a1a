#include <algorithm>
#include <cstdint>
#include <vector>

struct Interval { uint64_t lo, hi; uint32_t id; };

uint32_t find_owner(const std::vector<Interval>& v, uint64_t addr)
{
    // not: scan
    auto it = std::upper_bound(v.begin(), v.end(), addr, [](uint64_t a, const Interval& i) { return a < i.lo; });
    return it == v.begin() || std::prev(it)->hi < addr ? 0 : std::prev(it)->id;
}
