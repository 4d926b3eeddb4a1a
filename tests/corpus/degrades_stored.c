#include <zlib.h>
int store(unsigned char *to, uLongf *room, const unsigned char *from)
{
    // degrades: compress deflate
    return compress2(to, room, from, 1 << 20, 0);
}
