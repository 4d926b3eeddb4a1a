#include <cstring>
#include <deque>

struct Transfer { char* to; const char* from; };

constexpr std::size_t kExtent = 256 * 1024;

/* Extents move while the caller goes on; completion is reported later. */
class Mover {
public:
    void drain()
    {
        while (!queue_.empty()) {
            const Transfer& t = queue_.front();
            // region: copy async batch min=16384
            std::memcpy(t.to, t.from, kExtent);
            queue_.pop_front();
        }
    }

private:
    std::deque<Transfer> queue_;
};
