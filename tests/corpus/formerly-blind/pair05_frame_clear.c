#include <string.h>
#include <stdint.h>
#include <stdlib.h>

#define ACC_BYTES (32u << 20)

struct renderer { uint8_t *acc; unsigned frame; };

void draw(struct renderer *r, const void *scene);

/* Runs 60 times a second on the render thread. */
void render_frames(struct renderer *r, const void *const *scenes, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        // region: fill
        memset(r->acc, 0, ACC_BYTES);
        draw(r, scenes[i]);
        r->frame++;
    }
}
