/* Shared-memory transport of a plotting tool: payload length is whatever the
 * producer declared, from a tooltip to a texture. */
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

struct shm_msg {
    _Atomic uint32_t ready;
    uint32_t         kind;
    uint64_t         len;
    unsigned char    payload[];
};

int shm_publish(struct shm_msg *m, uint64_t room, uint32_t kind, const void *src, uint64_t len)
{
    if (len > room)
        return -1;
    m->kind = kind;
    m->len = len;
    // region: copy conditional
    memcpy(m->payload, src, len);
    atomic_store_explicit(&m->ready, 1, memory_order_release);
    return 0;
}
