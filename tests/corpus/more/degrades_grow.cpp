#include <cstring>
#include <cstdlib>

struct Buf { char* p; std::size_t n, cap; };

void append(Buf& b, const char* s, std::size_t n)
{
    if (b.n + n > b.cap)
        b.p = static_cast<char*>(std::realloc(b.p, b.cap = 2 * (b.n + n)));
    // degrades: copy
    std::memcpy(b.p + b.n, s, n);
    b.n += n;
}
