#include <zlib.h>

#define PAGE 16384

int pages_ok(const unsigned char *p, const unsigned long *want, int n)
{
    for (int i = 0; i < n; i++)
        // region: crc crc32 in-core
        if (crc32(0, p + (long)i * PAGE, PAGE) != want[i])
            return 0;
    return 1;
}
