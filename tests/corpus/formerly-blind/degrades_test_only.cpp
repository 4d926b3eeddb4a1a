#include <cassert>
#include <cstring>
#include <vector>
#include <zlib.h>

/* The unit test of the reader: one round trip. */
void test_round_trip()
{
    std::vector<unsigned char> in(1 << 20, 'x'), packed(compressBound(in.size())), back(in.size());
    uLongf n = packed.size(), m = back.size();
    // degrades: compress
    assert(compress(packed.data(), &n, in.data(), in.size()) == Z_OK);
    assert(uncompress(back.data(), &m, packed.data(), n) == Z_OK);
    assert(std::memcmp(in.data(), back.data(), in.size()) == 0);
}

int main()
{
    test_round_trip();
}
