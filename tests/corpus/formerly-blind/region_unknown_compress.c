#include <zlib.h>
#include <stdlib.h>

struct blob { unsigned char *p; uLong n; };

/* Values come from clients: from a few bytes to many megabytes. */
int blob_pack(struct blob *b)
{
    uLongf cap = compressBound(b->n);
    unsigned char *q = malloc(cap);
    if (!q)
        return -1;
    // region: compress min=4096
    if (compress(q, &cap, b->p, b->n) != Z_OK) {
        free(q);
        return -1;
    }
    free(b->p);
    b->p = q;
    b->n = cap;
    return 0;
}
