#include <stddef.h>

void *memcpy(void *to, const void *from, size_t length);

void *memcpy(void *to, const void *from, size_t length)
{
    unsigned char *target = to;
    const unsigned char *source = from;

    for (size_t i = 0; i < length; i++)
        target[i] = source[i];
    return to;
}

void keep(char *to, const char *from)
{
    memcpy(to, from, 1 << 20);
}
