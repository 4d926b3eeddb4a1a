#include <stddef.h>

void copy(unsigned char *to, const unsigned char *from, size_t length)
{
    while (length--)
        *to++ = *from++;
}
