#include <stddef.h>

void narrow(short *to, const unsigned short *from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = from[i];
}
