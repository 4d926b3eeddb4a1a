/* Radio link: self-synchronising scrambler; shares its polynomial notation
 * with a CRC but produces a key stream bit by bit. */
#include <stdint.h>
#include <stddef.h>

struct scr { uint32_t lfsr; };

void scramble(struct scr *s, uint8_t *b, size_t n)
{
    // not: crc
    for (size_t i = 0; i < n; i++) {
        uint8_t o = 0;
        for (int k = 0; k < 8; k++) {
            uint32_t bit = ((s->lfsr >> 17) ^ (s->lfsr >> 22) ^ (b[i] >> k)) & 1;
            s->lfsr = s->lfsr << 1 | bit;
            o |= (uint8_t)(bit << k);
        }
        b[i] = o;
    }
}
