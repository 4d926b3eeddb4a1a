#include <zlib-ng.h>
int pack(unsigned char *to, size_t *room, const unsigned char *from)
{
    // region: compress deflate offload
    return zng_compress2(to, room, from, 131072, 6);
}
