#include <stdint.h>
#include <stddef.h>

extern const uint32_t tbl_1edc6f41[256];

#define BLK 4096

/* checks every block of an extent read from the journal device */
int jnl_extent_ok(const uint8_t *p, const uint32_t *want, size_t nblk)
{
    for (size_t b = 0; b < nblk; b++, p += BLK) {
        uint32_t c = 0xffffffffu;
        // region: crc crc32c in-core async
        for (size_t i = 0; i < BLK; i++)
            c = tbl_1edc6f41[(c ^ p[i]) & 0xff] ^ (c >> 8);
        if (~c != want[b])
            return 0;
    }
    return 1;
}
