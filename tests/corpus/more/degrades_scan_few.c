#include <stdint.h>

/* Which of the sixteen lanes are behind. */
unsigned behind(const uint32_t lag[16], uint32_t limit, uint8_t *lane)
{
    unsigned n = 0;
    // degrades: scan
    for (int i = 0; i < 16; i++)
        if (lag[i] > limit)
            lane[n++] = (uint8_t)i;
    return n;
}
