#include <string.h>
#include "dedup.h"

#define DIGEST_LEN 32

/* bucket is sorted by insertion time; the newest match wins */
struct dd_entry *
dd_bucket_find(struct dd_bucket *b, const unsigned char *fp)
{
  struct dd_entry *e, *hit = NULL;

  for (e = b->head; e != NULL; e = e->next)
    {
      // degrades: compare
      if (memcmp (e->fingerprint, fp, DIGEST_LEN) == 0)
        hit = e;
    }
  return hit;
}
