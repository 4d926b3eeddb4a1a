#include <stdint.h>
#include <string.h>

struct row { uint32_t id; uint16_t kind; uint64_t at; };

int rows_decode(struct row *r, const uint8_t *p, const uint8_t *end)
{
    int n = 0;
    // degrades: deserialize
    while (end - p >= 14) {
        r[n].id = (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
        r[n].kind = (uint16_t)(p[4] << 8 | p[5]);
        memcpy(&r[n].at, p + 6, 8);
        p += 14;
        n++;
    }
    return n;
}
