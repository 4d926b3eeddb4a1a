#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

namespace compositor {

constexpr int kWidth = 24;
constexpr int kHeight = 24;

class Surface {
public:
    Surface() : pixels_(new uint32_t[kWidth * kHeight]) {}

    // Cursor images go back to the pool blank.
    void recycle() {
        // degrades: fill
        std::memset(pixels_.get(), 0, sizeof(uint32_t) * kWidth * kHeight);
        damaged_ = false;
    }

private:
    std::unique_ptr<uint32_t[]> pixels_;
    bool damaged_ = false;
};

void recycleAll(std::vector<Surface *> &retired) {
    for (auto *s : retired)
        s->recycle();
    retired.clear();
}

}  // namespace compositor
