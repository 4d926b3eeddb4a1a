#include <string.h>

struct lex { char *buf; unsigned long at, end; };

void lex_shift(struct lex *l)
{
    // degrades: copy
    memmove(l->buf, l->buf + l->at, 4u << 20);
    l->end -= l->at;
    l->at = 0;
}
