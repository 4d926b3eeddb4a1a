#include <cstring>
#include <vector>
#include "numa_pool.h"

namespace pool {

constexpr std::size_t kSegment = 2u << 20;

struct Move { Segment *from, *to; };

// Segments are write-protected until commit().
void Rebalancer::run(const std::vector<Move>& plan)
{
    for (const Move& m : plan) {
        // region: copy async batch sync
        std::memcpy(m.to->data(), m.from->data(), kSegment);
    }
    commit(plan);
}

}
