#include <zlib.h>
unsigned long sum(const unsigned char *data)
{
    // region: crc adler32 offload in-core
    return adler32(1, data, 1 << 20);
}
