#include <cstring>
#include <string>

void append(char* to, const std::string& s)
{
    // degrades: copy
    std::memcpy(to, s.data(), s.size());
}
