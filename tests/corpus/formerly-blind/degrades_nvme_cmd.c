#include <string.h>
#include <stdint.h>

struct cmd { uint32_t dw[16]; };
struct sq { struct cmd *slot; uint16_t tail, mask; volatile uint32_t *db; };

/* Every request: 64 bytes into the ring, then the doorbell. */
void sq_submit(struct sq *q, const struct cmd *c)
{
    // degrades: copy
    memcpy(&q->slot[q->tail], c, sizeof *c);
    q->tail = (q->tail + 1) & q->mask;
    *q->db = q->tail;
}
