#include <zlib.h>

static int compress(unsigned char *to, unsigned long *length, const unsigned char *from, unsigned long size)
{
    *length = size;
    return to == from;
}

int use(unsigned char *to, unsigned long *length, const unsigned char *from)
{
    return compress(to, length, from, 100);
}
