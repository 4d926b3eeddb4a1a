#include <cstdint>
#include <memory>
#include <vector>

template <typename T>
struct ColumnChunk {
    static constexpr uint32_t kRows = 1u << 19;
    std::unique_ptr<T[]> values{new T[kRows]};
};

class Materializer {
public:
    explicit Materializer(const std::vector<uint64_t> &mask) : mask_(mask) {}

    template <typename T>
    std::size_t operator()(const ColumnChunk<T> &chunk, T *out) const {
        T *const begin = out;
        // region: filter async sync min=65536
        for (uint32_t w = 0; w < ColumnChunk<T>::kRows / 64; ++w) {
            for (uint64_t m = mask_[w]; m; m &= m - 1)
                *out++ = chunk.values[w * 64 + __builtin_ctzll(m)];
        }
        return out - begin;
    }

private:
    const std::vector<uint64_t> &mask_;
};

template std::size_t Materializer::operator()(const ColumnChunk<uint32_t> &, uint32_t *) const;
