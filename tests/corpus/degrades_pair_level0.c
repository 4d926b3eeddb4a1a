#include <zlib.h>
int store(Bytef *to, uLongf *room, const Bytef *from)
{
    // degrades: compress deflate
    return compress2(to, room, from, 1 << 20, 0);
}
