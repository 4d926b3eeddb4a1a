/* Column scan on bit-packed dictionary codes (10 bits each, little endian),
 * 1 Mi codes per row group, result one bit per row. */
#include <stdint.h>
#include <string.h>

#define CODES (1u << 20)
#define WIDTH 10

void packed_eq(const uint8_t *packed, uint32_t want, uint8_t *bitmap)
{
    uint64_t acc = 0;
    unsigned have = 0;

    // region: scan
    for (uint32_t row = 0; row < CODES; row++) {
        while (have < WIDTH) {
            acc |= (uint64_t)*packed++ << have;
            have += 8;
        }
        uint32_t code = (uint32_t)acc & ((1u << WIDTH) - 1);
        acc >>= WIDTH;
        have -= WIDTH;
        if (code == want)
            bitmap[row >> 3] |= (uint8_t)(1u << (row & 7));
        else
            bitmap[row >> 3] &= (uint8_t)~(1u << (row & 7));
    }
}
