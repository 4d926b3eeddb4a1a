#include <stdint.h>
#include <stddef.h>

static const uint64_t tab[256] = { 0, 0x42f0e1eba9ea3693ull, 0x85e1c3d753d46d26ull };

uint64_t dump_crc(uint64_t crc, const unsigned char *s, size_t len)
{
    // region: crc crc64 in-core async min=512
    for (size_t j = 0; j < len; j++)
        crc = tab[((crc >> 56) ^ s[j]) & 0xff] ^ (crc << 8);
    return crc;
}
