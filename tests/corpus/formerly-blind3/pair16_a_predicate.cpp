#include <cstddef>
#include <cstdint>
#include <vector>

namespace olap {

// Dictionary codes of one row group.
template <typename Code, std::size_t Rows>
struct CodeColumn {
    alignas(64) Code codes[Rows];
};

using Region = CodeColumn<uint16_t, 1u << 20>;

template <typename Col>
void between(const Col &c, std::size_t rows, uint16_t lo, uint16_t hi, std::vector<uint64_t> &bits) {
    bits.resize((rows + 63) / 64);
    // region: scan async sync min=65536
    for (std::size_t i = 0; i < rows; i += 64) {
        uint64_t m = 0;
        for (std::size_t j = 0; j < 64; ++j) {
            const auto v = c.codes[i + j];
            m |= uint64_t(v >= lo && v <= hi) << j;
        }
        bits[i / 64] = m;
    }
}

void selectRegions(const Region &r, uint16_t lo, uint16_t hi, std::vector<uint64_t> &bits) {
    between(r, 1u << 20, lo, hi, bits);
}

}  // namespace olap
