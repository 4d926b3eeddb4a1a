#include <chrono>
#include <unordered_map>
#include "conn.h"

using Clock = std::chrono::steady_clock;

class ConnTable {
    std::unordered_map<uint64_t, Conn> m_conns;

public:
    size_t expire(Clock::time_point limit)
    {
        size_t gone = 0;
        // not: erasure
        for (auto it = m_conns.begin(); it != m_conns.end();) {
            if (it->second.lastSeen < limit) {
                it = m_conns.erase(it);
                ++gone;
            } else {
                ++it;
            }
        }
        return gone;
    }
};
