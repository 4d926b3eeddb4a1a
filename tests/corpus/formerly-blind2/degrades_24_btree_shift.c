/* B-tree leaf insert: opens a gap inside a 4 KiB page that is hot in cache. */
#include <stdint.h>
#include <string.h>

#define PAGE  4096
#define ENT   16
#define MAXE  ((PAGE - 16) / ENT)

struct leaf { uint16_t n; uint16_t pad[7]; uint8_t e[MAXE][ENT]; };

int leaf_insert(struct leaf *l, unsigned at, const uint8_t ent[ENT])
{
    if (l->n >= MAXE || at > l->n)
        return -1;
    // degrades: copy
    memmove(l->e[at + 1], l->e[at], (size_t)(l->n - at) * ENT);
    // degrades: copy
    memcpy(l->e[at], ent, ENT);
    l->n++;
    return 0;
}
