#include <zlib.h>
unsigned long join(unsigned long a, unsigned long b, long n)
{
    // not: crc
    return crc32_combine(a, b, n);
}
