#include <zlib.h>
unsigned long sum(const Bytef *p)
{
    // region: crc crc32 in-core
    return crc32(0, p, 1048576);
}
