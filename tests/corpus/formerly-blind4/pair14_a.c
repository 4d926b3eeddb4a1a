#include <stddef.h>
#include <time.h>
#include "lease.h"

/* collects leases that ran out; returns how many were moved to the list */
size_t lease_reap(struct lease **head, time_t now, struct lease **out)
{
    size_t n = 0;
    struct lease **pp = head;

    // not: filter
    while (*pp) {
        struct lease *l = *pp;
        if (l->expires <= now) {
            *pp = l->next;
            l->next = *out;
            *out = l;
            n++;
        } else
            pp = &l->next;
    }
    return n;
}
