#include <stdint.h>

#define SECTOR 512
#define SECTORS 2048

struct dif { uint16_t guard, app; uint32_t ref; };

extern const uint16_t t10[256];   /* polynomial 0x8bb7 */

static uint16_t guard_of(const uint8_t *p)
{
    uint16_t crc = 0;
    // region: crc t10dif
    for (int i = 0; i < SECTOR; i++)
        crc = (uint16_t)(crc << 8) ^ t10[(crc >> 8 ^ p[i]) & 0xff];
    return crc;
}

void dif_generate(struct dif *d, const uint8_t *data, uint32_t lba)
{
    for (int s = 0; s < SECTORS; s++) {
        d[s].guard = guard_of(data + s * SECTOR);
        d[s].app = 0;
        d[s].ref = lba + (uint32_t)s;
    }
}
