#include <string.h>

#include "check.h"
#include "filter.h"

enum { BYTES = 3 * 101 };

static void test_chosen_filter_is_undone(void)
{
    uint8_t row[BYTES], above[BYTES], out[BYTES + 1], scratch[BYTES + 1];

    for (unsigned pattern = 0; pattern < 64; pattern++) {
        for (unsigned i = 0; i < BYTES; i++) {
            row[i] = (uint8_t)(i * pattern + (i * 2654435761u >> 28));
            above[i] = (uint8_t)(i * (pattern / 3) + (pattern & 7));
        }
        png_filter_row(row, above, BYTES, out, scratch);
        CHECK(png_unfilter_row(out[0], out + 1, above, BYTES) == 0);
        CHECK(memcmp(out + 1, row, BYTES) == 0);
    }
}

static void test_flat_row_under_equal_row_leaves_only_zeros(void)
{
    uint8_t row[BYTES], zeros[BYTES] = { 0 }, out[BYTES + 1], scratch[BYTES + 1];

    memset(row, 200, sizeof row);
    png_filter_row(row, row, BYTES, out, scratch);
    CHECK(out[0] != PNG_NONE);
    CHECK(memcmp(out + 1 + 3, zeros, BYTES - 3) == 0);
}

static void test_unknown_filter_is_refused(void)
{
    uint8_t row[BYTES] = { 0 };

    CHECK(png_unfilter_row(5, row, row, BYTES) == -1);
    CHECK(png_unfilter_row(-1, row, row, BYTES) == -1);
}

int main(void)
{
    test_chosen_filter_is_undone();
    test_flat_row_under_equal_row_leaves_only_zeros();
    test_unknown_filter_is_refused();
    puts("filter: ok");
    return 0;
}
