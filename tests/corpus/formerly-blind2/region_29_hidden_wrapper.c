/* Volume replication: codec is hidden behind a small vtable, the unit comes
 * from the volume descriptor (1 MiB regions). */
#include <stddef.h>
#include <zlib.h>

struct codec {
    const char *name;
    long (*squeeze)(void *dst, size_t cap, const void *src, size_t n);
};

static long z_squeeze(void *dst, size_t cap, const void *src, size_t n)
{
    uLongf out = cap;
    // region: compress
    if (compress2(dst, &out, src, n, 3) != Z_OK)
        return -1;
    return (long)out;
}

static long none_squeeze(void *dst, size_t cap, const void *src, size_t n)
{
    (void)dst; (void)src; (void)cap;
    return (long)n;
}

static const struct codec codecs[] = { { "none", none_squeeze }, { "zlib", z_squeeze } };

#define REGION_SHIFT 20

struct volume { const unsigned char *base; unsigned nregions; unsigned codec; };

extern void ship(unsigned region, const void *p, long n);

static long pack_region(const struct volume *v, unsigned r, void *tmp, size_t cap)
{
    size_t len = (size_t)1 << REGION_SHIFT;
    return codecs[v->codec].squeeze(tmp, cap, v->base + ((size_t)r << REGION_SHIFT), len);
}

int replicate_volume(const struct volume *v, void *tmp, size_t cap)
{
    for (unsigned r = 0; r < v->nregions; r++) {
        long n = pack_region(v, r, tmp, cap);
        if (n < 0)
            return -1;
        ship(r, tmp, n);
    }
    return 0;
}
