#include <string>
std::string upper(const std::string &s)
{
    std::string out(s.size(), ' ');
    // not: copy
    for (size_t i = 0; i < s.size(); i++)
        out[i] = s[i] >= 'a' && s[i] <= 'z' ? s[i] - 32 : s[i];
    return out;
}
