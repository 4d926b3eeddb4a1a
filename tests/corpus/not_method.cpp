#include <cstddef>
struct Codec { int deflate(void *p, int f); void memcpy(void *a, const void *b, size_t n); };
int run(Codec *codec, char *a, const char *b)
{
    // not: copy
    codec->memcpy(a, b, 1 << 24);
    // not: compress
    return codec->deflate(a, 4);
}
