/* RAID-6 P and Q syndromes, byte-wise GF(2^8) with polynomial 0x11d. */
#include <stddef.h>
#include <stdint.h>

#define STRIP_LEN (256u << 10)
#define MAX_DISK  18

struct r6 {
    unsigned       ndata;
    const uint8_t *d[MAX_DISK];
    uint8_t       *p;
    uint8_t       *q;
};

static inline uint8_t times2(uint8_t v)
{
    return (uint8_t)((v << 1) ^ ((v & 0x80) ? 0x1d : 0));
}

void r6_generate(const struct r6 *s)
{
    // region: erasure
    for (size_t i = 0; i < STRIP_LEN; i++) {
        uint8_t p = 0, q = 0;
        for (int z = (int)s->ndata - 1; z >= 0; z--) {
            p ^= s->d[z][i];
            q = times2(q) ^ s->d[z][i];
        }
        s->p[i] = p;
        s->q[i] = q;
    }
}
