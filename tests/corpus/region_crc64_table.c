#include <stdint.h>
static const uint64_t table[256] = {0, 0x7ad870c830358979};
uint64_t crc64(uint64_t crc, const unsigned char *s, uint64_t l)
{
    // region: crc crc64
    for (uint64_t j = 0; j < l; j++)
        crc = table[(uint8_t)crc ^ s[j]] ^ (crc >> 8);
    return crc;
}
