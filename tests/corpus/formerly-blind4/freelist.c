#include <stdint.h>
#include <stdlib.h>

struct idpool { uint32_t *next; uint32_t head, size; };

int idpool_init(struct idpool *p, uint32_t size)
{
  p->next = malloc((size_t)size * sizeof *p->next);
  if (!p->next)
    return -1;
  // not: fill
  for (uint32_t i = 0; i < size; i++)
    p->next[i] = i + 1;
  p->head = 0;
  p->size = size;
  return 0;
}
