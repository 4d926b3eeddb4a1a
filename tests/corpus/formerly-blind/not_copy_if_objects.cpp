#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

struct Session { std::string user; std::shared_ptr<int> conn; bool live; };

std::vector<Session> live_sessions(const std::vector<Session>& all)
{
    std::vector<Session> out;
    out.reserve(all.size());
    // not: copy
    std::copy_if(all.begin(), all.end(), std::back_inserter(out), [](const Session& s) { return s.live; });
    return out;
}
