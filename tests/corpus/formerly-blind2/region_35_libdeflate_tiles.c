/* Map tile cache warmer: 512 KiB vector-tile bundles, one gzip member each. */
#include <libdeflate.h>
#include <stdint.h>
#include <stdlib.h>

#define BUNDLE (512 * 1024)

struct warm {
    struct libdeflate_compressor *c;
    uint8_t *scratch;
    size_t   cap;
};

extern int cache_put(uint64_t key, const void *p, size_t n);

int warm_bundle(struct warm *w, uint64_t key, const uint8_t bundle[BUNDLE])
{
    // region: compress
    size_t n = libdeflate_gzip_compress(w->c, bundle, BUNDLE, w->scratch, w->cap);
    if (n == 0)
        return -1;
    return cache_put(key, w->scratch, n);
}

int warm_init(struct warm *w)
{
    w->c = libdeflate_alloc_compressor(6);
    if (!w->c)
        return -1;
    w->cap = libdeflate_gzip_compress_bound(w->c, BUNDLE);
    w->scratch = malloc(w->cap);
    return w->scratch ? 0 : -1;
}
