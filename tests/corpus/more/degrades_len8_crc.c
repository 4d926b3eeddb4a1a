#include <stdint.h>
#include <zlib.h>

struct opt { uint8_t len; uint8_t body[255]; };

uint32_t opt_sum(const struct opt *o)
{
    uint8_t n = o->len;
    if (n > 48)
        n = 48;
    // degrades: crc
    return (uint32_t)crc32(0, o->body, n);
}
