#include <string.h>
#include <stdint.h>
#include <stdlib.h>

#define ACC_BYTES (32u << 20)

struct renderer { uint8_t *acc; unsigned frame; };

/* Once per process, before the render thread starts. */
int renderer_init(struct renderer *r)
{
    r->acc = malloc(ACC_BYTES);
    if (!r->acc)
        return -1;
    // degrades: fill
    memset(r->acc, 0, ACC_BYTES);
    r->frame = 0;
    return 0;
}
