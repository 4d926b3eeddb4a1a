#include <string>
#include <vector>

namespace fs_model {
struct Entry { std::string name; int depth; };

/* Shadows the library name on purpose: it appends log entries. */
void memcpy(std::vector<Entry>& to, const Entry& e, int times)
{
    for (int i = 0; i < times; i++)
        to.push_back(e);
}

void replay(std::vector<Entry>& log, const std::vector<Entry>& in)
{
    for (const auto& e : in)
        // not: copy
        memcpy(log, e, 65536);
}
}  // namespace fs_model
