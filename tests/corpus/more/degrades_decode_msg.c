#include <stdint.h>

struct row { uint32_t a; uint64_t b; uint16_t c; };

uint32_t get_u32(const uint8_t **p);
uint64_t get_u64(const uint8_t **p);
uint16_t get_u16(const uint8_t **p);

int rows_read(struct row *r, int n, const uint8_t *p)
{
    // degrades: deserialize
    for (int i = 0; i < n; i++) {
        r[i].a = get_u32(&p);
        r[i].b = get_u64(&p);
        r[i].c = get_u16(&p);
    }
    return n;
}
