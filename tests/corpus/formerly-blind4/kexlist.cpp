#include <sstream>
#include <string>
#include <vector>

// RFC 4253, 7.1: the first name of the client that the server knows as well
std::string KexChoose(const std::string& client, const std::vector<std::string>& server)
{
    std::istringstream names(client);
    std::string one;
    // not: kex
    while (std::getline(names, one, ',')) {
        for (const auto& s : server)
            if (s == one)
                return one;
    }
    return {};
}
