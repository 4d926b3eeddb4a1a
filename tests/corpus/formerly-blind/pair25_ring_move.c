#include <string.h>
#include <stdint.h>

#define WINDOW (2u << 20)

struct win { uint8_t *base; uint8_t *spare; };

/* Hands each full window to the spare side and goes on filling. */
void win_roll(struct win *w, unsigned keep)
{
    // region: copy
    memcpy(w->spare, w->base + keep, WINDOW);
    uint8_t *t = w->base;
    w->base = w->spare;
    w->spare = t;
}

void win_run(struct win *w, unsigned (*fill)(uint8_t *))
{
    for (unsigned keep; (keep = fill(w->base)) != 0;)
        win_roll(w, keep);
}
