#include <cstring>
#include <cstdint>
#include <vector>

struct Pair { const void *a, *b; };

/* Scrubbing: both halves of a mirror are compared, 4 MiB a time. */
std::size_t mirror_mismatches(const std::vector<Pair>& chunks)
{
    std::size_t bad = 0;
    for (const auto& p : chunks)
        // region: compare
        bad += std::memcmp(p.a, p.b, 4u << 20) != 0;
    return bad;
}
