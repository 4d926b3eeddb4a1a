#include <zlib.h>
static int squeeze_compress(Bytef *to, uLongf *room, const Bytef *from, uLong n)
{
    // region: compress deflate
    return compress2(to, room, from, n, 1);
}
int save_block(Bytef *to, uLongf *room, const Bytef *block)
{
    if (!block)
        return -1;
    *room = 2 << 18;
    // region: compress deflate
    return squeeze_compress(to, room, block, 1 << 18);
}
