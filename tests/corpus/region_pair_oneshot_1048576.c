#include <zlib.h>
int pack(Bytef *to, uLongf *room, const Bytef *from)
{
    // region: compress deflate qat-4xxx
    return compress2(to, room, from, 1048576, 6);
}
