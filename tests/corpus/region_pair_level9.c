#include <zlib.h>
int store(Bytef *to, uLongf *room, const Bytef *from)
{
    // region: compress deflate offload
    return compress2(to, room, from, 1 << 20, 9);
}
