#include <string.h>
#include <zlib.h>

uLong shift(unsigned char *buffer, size_t length)
{
    uLong sum;

    memcpy(buffer + length, buffer, length);
    sum = crc32(0, buffer, (uInt)(2 * length));
    return sum;
}
