#include <string.h>
#include <stdatomic.h>
#include <stdint.h>

#define FRAME_W   3840
#define FRAME_H   2160
#define FRAME_BPP 4
#define SLOTS     8

struct slot {
    _Atomic uint32_t state;
    uint64_t pts;
    uint8_t  pix[FRAME_W * FRAME_H * FRAME_BPP];
};

struct ring { struct slot *slot[SLOTS]; uint32_t head; };

/* recorder side; another process picks the slot up when state turns 2 */
void ring_publish(struct ring *r, const uint8_t *pix, uint64_t pts)
{
    struct slot *s = r->slot[r->head++ % SLOTS];

    atomic_store(&s->state, 1);
    s->pts = pts;
    // region: copy async sync min=1048576
    memcpy(s->pix, pix, sizeof s->pix);
    atomic_store(&s->state, 2);
}
