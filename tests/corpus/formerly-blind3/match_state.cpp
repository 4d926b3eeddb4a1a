#include "match.pb.h"

#include <functional>
#include <string_view>

namespace game {

using Handler = std::function<void(const MatchState &)>;

class StateFeed {
public:
    explicit StateFeed(Handler h) : handler_(std::move(h)) {}

    // one datagram from the simulation host
    bool onDatagram(std::string_view d) {
        MatchState st;
        // degrades: deserialize
        if (!st.ParseFromArray(d.data(), static_cast<int>(d.size())))
            return false;
        if (st.tick() <= lastTick_)
            return true;
        lastTick_ = st.tick();
        handler_(st);
        return true;
    }

private:
    Handler handler_;
    uint64_t lastTick_ = 0;
};

}  // namespace game
