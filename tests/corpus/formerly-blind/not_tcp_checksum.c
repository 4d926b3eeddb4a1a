#include <stdint.h>
#include <stddef.h>

uint16_t tcp_csum_fold(const uint16_t *p, size_t words, uint32_t pseudo)
{
    uint64_t sum = pseudo;
    // not: crc
    while (words >= 4) {
        sum += p[0]; sum += p[1]; sum += p[2]; sum += p[3];
        p += 4; words -= 4;
    }
    while (words--)
        sum += *p++;
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}
