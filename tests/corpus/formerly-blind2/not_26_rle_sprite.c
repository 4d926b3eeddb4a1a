/* Remote desktop cursor: PackBits-like run coding of a 64x64 sprite. */
#include <stdint.h>
#include <stddef.h>

#define SPRITE 4096

size_t sprite_rle(uint8_t *o, const uint8_t px[SPRITE])
{
    uint8_t *s = o;
    // not: compress
    for (int i = 0; i < SPRITE;) {
        int r = 1;
        while (i + r < SPRITE && r < 127 && px[i + r] == px[i])
            r++;
        *o++ = (uint8_t)r;
        *o++ = px[i];
        i += r;
    }
    return (size_t)(o - s);
}
