/* Analytics scan kernel: predicate on a uint32 column chunk of one million
 * rows, result is a bit per row. */
#include <stdint.h>
#include <stddef.h>

#define ROWS (1u << 20)

struct colchunk {
    uint32_t *val;
    uint64_t  base_row;
};

void eval_between(const struct colchunk *c, uint32_t lo, uint32_t hi, uint8_t *bits)
{
    // region: scan
    for (size_t i = 0; i < ROWS; i += 8) {
        uint8_t m = 0;
        for (int b = 0; b < 8; b++) {
            uint32_t v = c->val[i + (size_t)b];
            m |= (uint8_t)((v >= lo && v <= hi) << b);
        }
        bits[i / 8] = m;
    }
}
