#include <zlib.h>

int unpack(unsigned char *to, uLongf *made, const unsigned char *data, uLong length)
{
    return uncompress(to, made, data, length);
}
