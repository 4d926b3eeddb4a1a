#include <stdio.h>
#include <zlib.h>

static unsigned char image[65536];

static int self_check(unsigned long want)
{
    // degrades: crc
    return crc32(0, image, sizeof image) == want;
}

int run(void);

int main(void)
{
    if (!self_check(0x1d2e3f40))
        return puts("corrupt"), 1;
    return run();
}
