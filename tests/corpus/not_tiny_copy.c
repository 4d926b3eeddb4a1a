#include <string.h>
void header(unsigned char *to, const unsigned char *from)
{
    // not: copy
    memcpy(to, from, 16);
}
