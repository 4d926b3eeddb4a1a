#include <string.h>
#include <stdint.h>

#define PAGES 512

struct mig { uint8_t (*dst)[4096]; const uint8_t (*src)[4096]; uint32_t list[PAGES]; };

/* Moves a batch of cold pages; nobody looks at them before the round ends. */
void mig_round(struct mig *m, unsigned rounds)
{
    for (unsigned r = 0; r < rounds; r++)
        for (unsigned i = 0; i < PAGES; i++)
            // region: copy
            memcpy(m->dst[r * PAGES + i], m->src[m->list[i]], 4096);
}
