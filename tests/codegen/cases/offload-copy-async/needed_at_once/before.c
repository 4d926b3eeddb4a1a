#include <string.h>

int keep(char *to, const char *from, size_t length)
{
    memcpy(to, from, length);
    return to[0];
}
