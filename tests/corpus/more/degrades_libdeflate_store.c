#include <libdeflate.h>

size_t image_wrap(const unsigned char *in, size_t n, unsigned char *out, size_t room)
{
    struct libdeflate_compressor *c = libdeflate_alloc_compressor(0);
    // degrades: compress
    size_t m = libdeflate_deflate_compress(c, in, n, out, room);
    libdeflate_free_compressor(c);
    return m;
}
