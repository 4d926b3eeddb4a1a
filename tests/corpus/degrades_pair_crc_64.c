#include <zlib.h>
unsigned long sum(const Bytef *p)
{
    // degrades: crc crc32
    return crc32(0, p, 64);
}
