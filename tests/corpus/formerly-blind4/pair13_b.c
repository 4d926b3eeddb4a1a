#include <stdint.h>
#include <stddef.h>

#define FANOUT 16

/* children of an inner node whose separator lies in [lo, hi] */
uint16_t child_mask(const int32_t sep[FANOUT], int32_t lo, int32_t hi)
{
  uint16_t m = 0;
  // degrades: scan
  for (int b = 0; b < FANOUT; b++)
    m |= (uint16_t)((sep[b] >= lo && sep[b] <= hi) << b);
  return m;
}
