#include <zlib.h>
#define BLOCK_SIZE (64 * 1024)
int pack(unsigned char *to, uLongf *room, const unsigned char *from)
{
    // region: compress deflate offload
    return compress2(to, room, from, BLOCK_SIZE, 6);
}
