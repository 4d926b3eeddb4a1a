#include <string.h>
#include <stdint.h>

struct mbuf { uint8_t *data; uint16_t len; };
struct vring { uint8_t **slot; uint16_t head, mask; };

#define BURST 64
#define JUMBO 9000

/* Guest receive: jumbo frames of a burst go to ring slots; the index is published after the burst. */
void vring_enqueue(struct vring *v, struct mbuf *const *pkts, volatile uint16_t *used)
{
    for (int i = 0; i < BURST; i++)
        // region: copy
        memcpy(v->slot[(v->head + i) & v->mask], pkts[i]->data, JUMBO);
    v->head = (uint16_t)(v->head + BURST);
    *used = v->head;
}
