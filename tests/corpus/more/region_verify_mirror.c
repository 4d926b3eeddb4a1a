#include <string.h>

#define STRIP (128 * 1024)

long mirror_check(unsigned char *const *a, unsigned char *const *b, long n)
{
    long bad = 0;
    for (long i = 0; i < n; i++)
        // region: compare async min=16384
        if (memcmp(a[i], b[i], STRIP))
            bad++;
    return bad;
}
