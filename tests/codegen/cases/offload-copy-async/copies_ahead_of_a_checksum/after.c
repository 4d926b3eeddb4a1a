#include <stdint.h>
#include <string.h>
#include <zlib.h>
#include "accel_offload.h"

#define PART 1048576u

uint32_t store(unsigned char *to, const unsigned char *data, size_t length)
{
    uLong sum;

    accel_memcpy_begin(to, data, length);
    sum = crc32(0, data, (uInt)length);
    accel_copies_wait();
    return (uint32_t)sum;
}

void gather(unsigned char *to, const unsigned char *from, unsigned parts, size_t stride)
{
    for (unsigned i = 0; i < parts; i++) {
        accel_memcpy_begin(to + i * (size_t)PART, from, PART);
        from += stride;
    }
    accel_copies_wait();
    to[0] = 1;
}

void pair(char *one, char *other, const char *head, const char *body, size_t length)
{
    accel_memcpy_begin(one, head, length);
    accel_memcpy_begin(other, body, length);
    accel_copies_wait();
    one[0] = other[0];
}
