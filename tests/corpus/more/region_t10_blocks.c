#include <stdint.h>

#define LBA 4096

static uint16_t guard(const uint8_t *p)
{
    uint16_t crc = 0;
    // region: crc t10dif in-core async
    for (int i = 0; i < LBA; i++) {
        crc ^= (uint16_t)(p[i] << 8);
        for (int k = 0; k < 8; k++)
            crc = (uint16_t)(crc & 0x8000 ? (crc << 1) ^ 0x8bb7 : crc << 1);
    }
    return crc;
}

void protect(const uint8_t *data, uint16_t *pi, int n)
{
    for (int i = 0; i < n; i++)
        pi[i] = guard(data + (long)i * LBA);
}
