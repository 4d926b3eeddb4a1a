#include <zlib.h>
#include "accel_offload.h"

int pack(unsigned char *to, uLongf *made, const unsigned char *data, uLong length)
{
    if (length > 100000000)
        return Z_BUF_ERROR;
    return accel_compress2(to, made, data, length, 6);
}

int pack_plainly(unsigned char *to, uLongf *made, const unsigned char *data, uLong length)
{
    return accel_compress(to, made, data, length);
}
