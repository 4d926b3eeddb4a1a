#include <stdint.h>
#include <string.h>
#include <stdlib.h>

#define PG 4096
#define BURST 64

struct mbuf { void *data; uint32_t len; };

void deliver(void *const *dst, struct mbuf *const *m, int n)
{
    for (int i = 0; i < n && i < BURST; i++)
        // region: copy async batch min=1024
        memcpy(dst[i], m[i]->data, m[i]->len);
}

int all_zero(const uint64_t *page)
{
    // degrades: compare
    for (int i = 0; i < 8; i++)
        if (page[i])
            return 0;
    return 1;
}

void clear_all(char *pool)
{
    for (int i = 0; i < 100000; i++)
        // region: fill async batch min=4096
        memset(pool + (size_t)i * PG, 0, PG);
}

void dup(char *d, const char *s)
{
    // degrades: copy
    memcpy(d, s, strlen(s) + 1);
}

void ring_move(char *b, size_t n)
{
    // degrades: copy
    memmove(b, b + 1, n);
}
