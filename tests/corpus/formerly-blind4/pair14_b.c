#include <stddef.h>
#include <stdint.h>

struct colchunk {
    const uint32_t *val;
    const uint64_t *sel;      /* one bit per row */
    size_t          rows;     /* multiple of 64, 256 Ki by default */
};

/* values of the selected rows, densely; returns how many */
size_t col_gather_selected(const struct colchunk *cc, uint32_t *out)
{
    size_t n = 0;

    // region: filter async sync min=65536
    for (size_t i = 0; i < cc->rows; i++) {
        out[n] = cc->val[i];
        n += (cc->sel[i >> 6] >> (i & 63)) & 1;
    }
    return n;
}
