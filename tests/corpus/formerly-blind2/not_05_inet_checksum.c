/* IPv4 header checksum, ones' complement. */
#include <stdint.h>

uint16_t ip_header_sum(const uint16_t *h, unsigned ihl)
{
    uint32_t s = 0;
    // not: crc
    for (unsigned i = 0; i < ihl * 2; i++)
        s += h[i];
    s = (s & 0xffff) + (s >> 16);
    s += s >> 16;
    return (uint16_t)~s;
}

int ip_header_valid(const uint16_t *h)
{
    unsigned ihl = ((const uint8_t *)h)[0] & 15;
    return ihl >= 5 && ip_header_sum(h, ihl) == 0;
}
