#include <string.h>

int same_digest(const unsigned char *a, const unsigned char *b)
{
    // degrades: compare
    return memcmp(a, b, 32) == 0;
}
