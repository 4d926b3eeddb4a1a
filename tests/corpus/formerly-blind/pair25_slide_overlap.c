#include <string.h>
#include <stdint.h>

#define WINDOW (2u << 20)

struct win { uint8_t *base; };

/* Slides down by some bytes: source and destination overlap nearly wholly. */
void win_roll(struct win *w, unsigned keep)
{
    // degrades: copy
    memmove(w->base, w->base + keep, WINDOW);
}

void win_run(struct win *w, unsigned (*fill)(uint8_t *))
{
    for (unsigned keep; (keep = fill(w->base)) != 0;)
        win_roll(w, keep);
}
