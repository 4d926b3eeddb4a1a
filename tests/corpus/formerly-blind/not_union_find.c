#include <stdint.h>

struct forest { uint32_t *parent; uint32_t *rank; uint32_t n; };

/* Halves the path on the way to the root. */
uint32_t forest_compress_path(struct forest *f, uint32_t x)
{
    // not: compress
    while (f->parent[x] != x) {
        f->parent[x] = f->parent[f->parent[x]];
        x = f->parent[x];
    }
    return x;
}

int forest_union(struct forest *f, uint32_t a, uint32_t b)
{
    // not: compress
    a = forest_compress_path(f, a);
    b = forest_compress_path(f, b);
    if (a == b)
        return 0;
    if (f->rank[a] < f->rank[b]) { uint32_t t = a; a = b; b = t; }
    f->parent[b] = a;
    f->rank[a] += f->rank[a] == f->rank[b];
    return 1;
}
