#include <string.h>

#define SLAB_BYTES (2u << 20)

struct slab { struct slab *next; unsigned char *mem; };

void slabs_wipe(struct slab *s)
{
    for (; s; s = s->next)
        // region: fill async sync min=1048576
        memset(s->mem, 0, SLAB_BYTES);
}
