#include <stdint.h>
#include <stddef.h>

struct xnode { uintptr_t link; int value; };

long xlist_sum(struct xnode *head)
{
    uintptr_t prev = 0;
    long sum = 0;
    // not: erasure
    while (head) {
        uintptr_t next = prev ^ head->link;
        sum += head->value;
        prev = (uintptr_t)head;
        head = (struct xnode *)next;
    }
    return sum;
}
