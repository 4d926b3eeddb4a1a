#include <string.h>
#include <stddef.h>

struct linebuf {
    char  *base;
    size_t gap;         /* first byte of free room */
    size_t cap;
};

/* drop the first n bytes, the rest slides down */
void linebuf_consume(struct linebuf *lb, size_t n)
{
    if (n > lb->gap)
        n = lb->gap;
    // degrades: copy
    memmove(lb->base, lb->base + n, lb->gap - n);
    lb->gap -= n;
}

/* make room for n bytes in front */
int linebuf_shift(struct linebuf *lb, size_t n)
{
    if (lb->cap - lb->gap < n)
        return -1;
    // degrades: copy
    memmove(lb->base + n, lb->base, lb->gap);
    lb->gap += n;
    return 0;
}
