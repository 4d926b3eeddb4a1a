/* Snapshot shipping: every 4 MiB extent is protected by CRC-64/XZ. */
#include <stdint.h>
#include <stddef.h>

#define EXTENT (4u * 1024 * 1024)

static uint64_t lut[256];

__attribute__((constructor)) static void lut_make(void)
{
    for (int i = 0; i < 256; i++) {
        uint64_t v = (uint64_t)i;
        for (int j = 8; j; j--)
            v = (v & 1) ? (v >> 1) ^ 0xC96C5795D7870F42ull : v >> 1;
        lut[i] = v;
    }
}

struct extent {
    uint64_t lba;
    uint64_t sum;
    uint8_t  bytes[EXTENT];
};

void extent_stamp(struct extent *e)
{
    uint64_t s = ~0ull;
    const uint8_t *p = e->bytes;
    // region: crc crc64
    for (const uint8_t *end = p + EXTENT; p != end; p++)
        s = lut[(uint8_t)s ^ *p] ^ (s >> 8);
    e->sum = ~s;
}
