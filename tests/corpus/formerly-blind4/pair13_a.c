#include <stdint.h>
#include <stddef.h>

#define GROUP_ROWS 1048576

/* one row group of an int32 column: which rows lie in [lo, hi] */
void range_mask(const int32_t *restrict col, int32_t lo, int32_t hi, uint8_t *restrict mask)
{
  // region: scan async sync
  for (size_t r = 0; r < GROUP_ROWS; r += 8) {
    uint8_t m = 0;
    for (int b = 0; b < 8; b++)
      m |= (uint8_t)((col[r + b] >= lo && col[r + b] <= hi) << b);
    mask[r >> 3] = m;
  }
}
