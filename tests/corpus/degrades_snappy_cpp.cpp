#include <snappy.h>
#include <string>
void store(const char *data, size_t n, std::string *out)
{
    // degrades: compress snappy
    snappy::Compress(data, n, out);
}
