#include <string.h>
#include <ctype.h>

size_t canonical_host(char *dst, size_t room, const char *src)
{
    size_t n = 0;
    // not: copy
    while (src[n] && src[n] != ':' && n + 1 < room) {
        dst[n] = (char)tolower((unsigned char)src[n]);
        n++;
    }
    dst[n] = '\0';
    return n;
}
