/* Memory-saving queue: XOR-linked nodes and an XOR swap of indices. */
#include <stdint.h>

struct xnode { uintptr_t link; int v; };

int xlist_sum(struct xnode *head)
{
    struct xnode *prev = 0, *cur = head;
    int s = 0;
    // not: erasure
    while (cur) {
        struct xnode *next = (struct xnode *)(cur->link ^ (uintptr_t)prev);
        s += cur->v;
        prev = cur;
        cur = next;
    }
    return s;
}

void xswap(unsigned *a, unsigned *b)
{
    if (a != b) {
        // not: erasure
        a[0] ^= b[0];
        b[0] ^= a[0];
        a[0] ^= b[0];
    }
}
