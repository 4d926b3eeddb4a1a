#include <snappy.h>
#include <string>

std::string body(const std::string& in)
{
    std::string out;
    // degrades: compress
    snappy::Compress(in.data(), in.size(), &out);
    return out;
}
