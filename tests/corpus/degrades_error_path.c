#include <zlib.h>
int report_error(unsigned char *to, uLongf *room, const unsigned char *from)
{
    // degrades: compress deflate
    return compress(to, room, from, 65536);
}
