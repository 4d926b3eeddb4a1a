#include <stdint.h>
#include <stddef.h>

#define BLK 2048

struct weak { uint32_t a, b; };

struct index;
extern long index_lookup(const struct index *, uint32_t key, const uint8_t *blk);

static uint32_t key_of(struct weak w) { return (w.a & 0xffff) | w.b << 16; }

/* slide over the new file, report blocks the receiver has */
void find_matches(const struct index *ix, const uint8_t *p, size_t n,
                  void (*hit)(size_t off, long blk))
{
    struct weak w = { 0, 0 };
    size_t i;

    if (n < BLK)
        return;
    // not: crc
    for (i = 0; i < BLK; i++) {
        w.a += p[i];
        w.b += (BLK - i) * p[i];
    }
    // not: crc
    for (i = 0; ; i++) {
        long blk = index_lookup(ix, key_of(w), p + i);
        if (blk >= 0)
            hit(i, blk);
        if (i + BLK >= n)
            break;
        w.a += p[i + BLK] - p[i];
        w.b += w.a - BLK * p[i];
    }
}
