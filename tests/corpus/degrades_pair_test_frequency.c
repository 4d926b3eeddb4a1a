#include <zlib.h>
int report_error_log(Bytef *to, uLongf *room, const Bytef *from)
{
    // degrades: compress deflate
    return compress2(to, room, from, 1 << 20, 9);
}
