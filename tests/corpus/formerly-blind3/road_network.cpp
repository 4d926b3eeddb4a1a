#include <cstdint>
#include <numeric>
#include <vector>

// Connected parts of the road graph, merged edge by edge.
class Components {
public:
    explicit Components(std::size_t n) : parent_(n) {
        // not: fill
        std::iota(parent_.begin(), parent_.end(), 0u);
    }

    uint32_t find(uint32_t v) {
        uint32_t root = v;
        while (parent_[root] != root)
            root = parent_[root];
        // not: compress
        compress(v, root);
        return root;
    }

    void join(uint32_t a, uint32_t b) { parent_[find(a)] = find(b); }

private:
    void compress(uint32_t v, uint32_t root) {
        while (parent_[v] != root) {
            const uint32_t up = parent_[v];
            parent_[v] = root;
            v = up;
        }
    }

    std::vector<uint32_t> parent_;
};
