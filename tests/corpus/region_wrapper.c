#include <zlib.h>
static int squeeze(unsigned char *to, uLongf *room, const unsigned char *from, unsigned long n)
{
    // region: compress deflate offload
    return compress2(to, room, from, n, Z_BEST_SPEED);
}
int page(unsigned char *to, uLongf *room, const unsigned char *from)
{
    return squeeze(to, room, from, 256 * 1024);
}
