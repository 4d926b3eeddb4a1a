#include <cstdint>
#include <cstddef>
#include <vector>
#include <bit>

struct Batch {
    static constexpr std::size_t kRows = 1 << 21;
    const int32_t* amount;
    const uint64_t* valid;
};

std::size_t compactValid(const Batch& b, int32_t* out)
{
    std::size_t n = 0;
    // region: filter async sync min=65536
    for (std::size_t w = 0; w < Batch::kRows / 64; ++w) {
        uint64_t m = b.valid[w];
        while (m != 0) {
            out[n++] = b.amount[w * 64 + std::countr_zero(m)];
            m &= m - 1;
        }
    }
    return n;
}

void rowsBelow(const Batch& b, int32_t limit, std::vector<uint32_t>& rows)
{
    // region: scan async sync min=65536
    for (std::size_t i = 0; i < Batch::kRows; ++i)
        if (b.amount[i] < limit)
            rows.push_back(static_cast<uint32_t>(i));
}
