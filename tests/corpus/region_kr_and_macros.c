#include <zlib.h>
#define for_each_block(b, l) for ((b) = (l); (b); (b) = (b)->next)
struct block { struct block *next; unsigned char *p; uLongf n; };
int pack(list, to)
    struct block *list;
    unsigned char *to;
{
    struct block *b;
    for_each_block(b, list) {
        // region: compress deflate conditional async
        compress(to, &b->n, b->p, b->n);
    }
    return 0;
}
