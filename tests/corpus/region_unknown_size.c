#include <zlib.h>
int pack(unsigned char *to, uLongf *room, const unsigned char *from, unsigned long n)
{
    // region: compress deflate conditional
    return compress(to, room, from, n);
}
