#include <zlib.h>
unsigned long sum(const unsigned char *data)
{
    // region: crc crc32 offload in-core
    return crc32(0, data, 64 << 10);
}
