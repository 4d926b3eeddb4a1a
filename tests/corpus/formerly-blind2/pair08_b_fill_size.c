/* Arena allocator: blocks are handed out zeroed. */
#include <stddef.h>
#include <string.h>

#define ARENA_BLOCK ((size_t)192)

struct arena { unsigned char *base; size_t used, cap; };

void *arena_take(struct arena *a)
{
    unsigned char *p;

    if (a->cap - a->used < ARENA_BLOCK)
        return NULL;
    p = a->base + a->used;
    a->used += ARENA_BLOCK;
    // degrades: fill
    memset(p, 0, ARENA_BLOCK);
    return p;
}
