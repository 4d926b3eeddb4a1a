/* Tenant isolation: pages given back by a container are zeroed in the
 * background before they enter the free pool again. */
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#define CHUNK ((size_t)2 << 20)

struct chunk { struct chunk *next; void *mem; };

static _Atomic(struct chunk *) dirty;
extern void pool_put_clean(struct chunk *c);
extern void idle_wait(void);

void *scrubber(void *unused)
{
    (void)unused;
    for (;;) {
        struct chunk *c = atomic_exchange(&dirty, NULL);
        if (!c) {
            idle_wait();
            continue;
        }
        while (c) {
            struct chunk *n = c->next;
            // region: fill memset offload
            memset(c->mem, 0, CHUNK);
            pool_put_clean(c);
            c = n;
        }
    }
    return NULL;
}
