#include <cstddef>
#include <utility>
#include <vector>

template <typename T>
class SlotMap {
public:
    /* Moves live slots to the front; "compress" here means compaction. */
    std::size_t compress()
    {
        std::size_t w = 0;
        // not: compress
        for (std::size_t r = 0; r < slots_.size(); ++r)
            if (slots_[r].alive)
                slots_[w++] = std::move(slots_[r]);
        slots_.resize(w);
        return w;
    }

private:
    struct Slot { T value; bool alive; };
    std::vector<Slot> slots_;
};
