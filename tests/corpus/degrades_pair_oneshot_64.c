#include <zlib.h>
int pack(Bytef *to, uLongf *room, const Bytef *from)
{
    // degrades: compress deflate qat-4xxx
    return compress2(to, room, from, 64, 6);
}
