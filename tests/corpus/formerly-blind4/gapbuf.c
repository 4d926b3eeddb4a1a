#include <string.h>
#include <stddef.h>

struct gapbuf { char *s; size_t gap, gaplen, total; };

/* moves the gap to position pos */
void gapbuf_move(struct gapbuf *g, size_t pos)
{
    if (pos < g->gap) {
        // degrades: copy
        memmove(g->s + pos + g->gaplen, g->s + pos, g->gap - pos);
    } else if (pos > g->gap) {
        // degrades: copy
        memmove(g->s + g->gap, g->s + g->gap + g->gaplen, pos - g->gap);
    }
    g->gap = pos;
}
