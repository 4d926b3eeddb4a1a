#include <string.h>
#include <zlib.h>

unsigned long sum(const unsigned char *p, unsigned long n)
{
    unsigned long s = 0;
#if 0
    // not: crc
    s = crc32(0, p, n);
#else
    for (unsigned long i = 0; i < n; i++)
        s += p[i];
#endif
    return s;
}
