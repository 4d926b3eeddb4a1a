#include <lzma.h>
int pack(const unsigned char *in, size_t n, unsigned char *out, size_t *at, size_t room)
{
    // degrades: compress lzma
    return lzma_easy_buffer_encode(6, 4, 0, in, n, out, at, room);
}
