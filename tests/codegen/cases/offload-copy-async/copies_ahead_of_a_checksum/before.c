#include <stdint.h>
#include <string.h>
#include <zlib.h>

#define PART 1048576u

uint32_t store(unsigned char *to, const unsigned char *data, size_t length)
{
    uLong sum;

    memcpy(to, data, length);
    sum = crc32(0, data, (uInt)length);
    return (uint32_t)sum;
}

void gather(unsigned char *to, const unsigned char *from, unsigned parts, size_t stride)
{
    for (unsigned i = 0; i < parts; i++) {
        memcpy(to + i * (size_t)PART, from, PART);
        from += stride;
    }
    to[0] = 1;
}

void pair(char *one, char *other, const char *head, const char *body, size_t length)
{
    memcpy(one, head, length);
    memcpy(other, body, length);
    one[0] = other[0];
}
