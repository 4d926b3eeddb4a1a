#include <zlib.h>
int unpack(unsigned char *to, uLongf room, const unsigned char *from, uLong n)
{
    room = 1 << 20;
    // region: decompress deflate
    return uncompress(to, &room, from, n);
}
