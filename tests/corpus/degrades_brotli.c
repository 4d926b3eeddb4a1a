#include <brotli/encode.h>
int pack(const unsigned char *in, size_t n, unsigned char *out, size_t *room)
{
    // degrades: compress brotli
    return BrotliEncoderCompress(11, 22, 0, n, in, room, out);
}
