#include <stddef.h>

size_t first(const unsigned char *page, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++)
        if (page[i])
            break;
    return i;
}
