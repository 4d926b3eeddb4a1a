#include "pack.h"
#include <zlib.h>

unsigned long seal(const unsigned char *data, unsigned long size)
{
    return crc32(crc32(0L, Z_NULL, 0), data, (unsigned)size);
}

int pack(unsigned char *out, unsigned long *produced, const unsigned char *block, unsigned long size)
{
    return compress2(out, produced, block, size, 6) == Z_OK ? 0 : -1;
}
