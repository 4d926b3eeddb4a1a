#include <algorithm>
#include <memory>
#include <string>
#include <vector>

struct Row { std::string key; std::shared_ptr<int> value; };

void snapshot(const std::vector<Row>& in, std::vector<Row>& out)
{
    out.resize(in.size());
    // not: copy
    std::copy(in.begin(), in.end(), out.begin());
}
