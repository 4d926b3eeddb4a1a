#include <stdint.h>
#include <stddef.h>

#define EXTENT 65536

uint32_t extent_sum(const uint8_t *data)
{
    uint32_t crc = ~0u;
    // region: crc crc32c in-core async
    for (size_t i = 0; i < EXTENT; i++) {
        crc ^= data[i];
        for (int k = 0; k < 8; k++)
            crc = (crc & 1) ? (crc >> 1) ^ 0x82f63b78u : crc >> 1;
    }
    return ~crc;
}
