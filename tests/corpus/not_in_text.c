#include <stdio.h>
/* deflate(&zs, Z_FINISH); */
void help(void)
{
    // not: compress
    puts("calls deflate(&zs, Z_FINISH) and crc32(0, p, 65536)");
    // not: crc
    puts("memcpy(a, b, 1 << 20)"); // compress2(a, b, c, d, 9);
}
