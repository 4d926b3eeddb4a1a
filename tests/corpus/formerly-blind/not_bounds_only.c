#include <zlib.h>
#include <lz4.h>
#include <zstd.h>
#include <stdlib.h>

struct arena { unsigned char *out; size_t cap; };

int arena_reserve_worst_case(struct arena *a, size_t n, int codec)
{
    size_t need;
    switch (codec) {
    // not: compress
    case 0: need = compressBound(n); break;
    // not: compress
    case 1: need = (size_t)LZ4_compressBound((int)n); break;
    // not: compress
    case 2: need = ZSTD_compressBound(n); break;
    default: return -1;
    }
    if (need <= a->cap)
        return 0;
    unsigned char *p = realloc(a->out, need);
    if (!p)
        return -1;
    a->out = p;
    a->cap = need;
    return 0;
}
