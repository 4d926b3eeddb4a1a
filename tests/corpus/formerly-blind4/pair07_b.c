#include <string.h>
#include "dedup.h"

#define EXTENT_LEN 65536

/* candidates have equal fingerprints already: nearly all of them are
   going to be shared, after a look at every byte from disk */
unsigned
dd_confirm(struct dd_pair *pairs, unsigned npairs)
{
  unsigned i, same = 0;

  for (i = 0; i < npairs; i++)
    {
      // region: compare async batch
      pairs[i].equal = memcmp (pairs[i].left, pairs[i].right, EXTENT_LEN) == 0;
      same += pairs[i].equal;
    }
  return same;
}
