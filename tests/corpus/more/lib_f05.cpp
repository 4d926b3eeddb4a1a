#include <zlib.h>
#include <memory>
#include <mutex>
#include <queue>
#include <vector>

struct Item { std::vector<unsigned char> raw; std::vector<unsigned char> packed; };

class Pool {
    std::queue<std::unique_ptr<Item>> todo_;
    std::mutex lock_;
    static constexpr std::size_t kItem = 1u << 17;

public:
    void worker()
    {
        for (;;) {
            std::unique_ptr<Item> it;
            {
                std::lock_guard g(lock_);
                if (todo_.empty())
                    return;
                it = std::move(todo_.front());
                todo_.pop();
            }
            it->raw.resize(kItem);
            z_stream s{};
            deflateInit2(&s, 1, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
            it->packed.resize(deflateBound(&s, kItem));
            s.next_in = it->raw.data();
            s.avail_in = kItem;
            s.next_out = it->packed.data();
            s.avail_out = it->packed.size();
            // region: compress deflate sync async in-core min=4096
            deflate(&s, Z_FINISH);
            it->packed.resize(s.total_out);
            deflateEnd(&s);
        }
    }
};
