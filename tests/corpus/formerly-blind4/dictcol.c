#include <stdint.h>
#include <stddef.h>

/* ids of a string column, 12 bits each, two ids in three bytes; blocks of 4 Mi rows */
size_t dict_match(const uint8_t *packed, size_t rows, uint16_t id, uint64_t *bits)
{
    size_t hits = 0;

    // region: scan async sync min=65536
    for (size_t r = 0; r < rows; r += 2, packed += 3) {
        uint16_t a = packed[0] | (packed[1] & 0x0f) << 8;
        uint16_t b = packed[1] >> 4 | packed[2] << 4;

        bits[r >> 6] |= (uint64_t)(a == id) << (r & 63);
        bits[r >> 6] |= (uint64_t)(b == id) << ((r + 1) & 63);
        hits += (a == id) + (b == id);
    }
    return hits;
}
