#include <string.h>
#include <stdlib.h>

typedef struct iobuf {
  char *p;
  size_t n, cap;
} iobuf;

int iobuf_append(iobuf *b, const void *src, size_t n)
{
  if (b->n + n > b->cap) {
    size_t cap = b->cap ? b->cap * 2 : 256;
    while (cap < b->n + n)
      cap *= 2;
    char *np = realloc(b->p, cap);
    if (!np) return -1;
    b->p = np;
    b->cap = cap;
  }
  // degrades: copy
  memcpy(b->p + b->n, src, n);
  b->n += n;
  return 0;
}
