#include <string.h>

#define PG 4096
struct frame { void *from, *to; };

/* Balances memory between nodes; the pages are cold and stay cold. */
void migrate(const struct frame *f, unsigned long n)
{
    for (unsigned long i = 0; i < n; i++)
        // region: copy async batch min=4096
        memcpy(f[i].to, f[i].from, PG);
}
