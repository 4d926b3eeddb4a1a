/* Column store: select row values whose 16-bit dictionary code matches; stripes hold
 * 512 Ki rows and are scanned by every query. */
#include <stdint.h>

#define STRIPE_ROWS (512u * 1024)

struct stripe {
    uint16_t code[STRIPE_ROWS];
};

uint32_t stripe_match(const struct stripe *s, uint16_t want, uint32_t *rows)
{
    uint32_t n = 0;
    // region: scan
    for (uint32_t i = 0; i < STRIPE_ROWS; i++)
        if (s->code[i] == want)
            rows[n++] = i;
    return n;
}
