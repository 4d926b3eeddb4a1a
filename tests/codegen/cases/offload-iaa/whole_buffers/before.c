#include <zlib.h>

int pack(unsigned char *to, uLongf *made, const unsigned char *data, uLong length)
{
    if (length > 100000000)
        return Z_BUF_ERROR;
    return compress2(to, made, data, length, 6);
}

int pack_plainly(unsigned char *to, uLongf *made, const unsigned char *data, uLong length)
{
    return compress(to, made, data, length);
}
