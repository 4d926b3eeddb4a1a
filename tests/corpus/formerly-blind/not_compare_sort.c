#include <string.h>
#include <stdlib.h>

struct rec { unsigned char key[20]; unsigned long off; };

static int rec_cmp(const void *a, const void *b)
{
    const struct rec *x = a, *y = b;
    for (int i = 0; i < 20; i++)
        if (x->key[i] != y->key[i])
            return x->key[i] - y->key[i];
    return 0;
}

void index_sort(struct rec *r, size_t n)
{
    // not: compare
    qsort(r, n, sizeof *r, rec_cmp);
}
