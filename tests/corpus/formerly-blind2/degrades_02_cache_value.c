/* In-memory cache: small values are kept inline in the item, at most 512 B. */
#include <stdint.h>
#include <string.h>

#define INLINE_MAX 512

struct item {
    uint32_t hash;
    uint16_t klen;
    uint16_t vlen;
    char     body[INLINE_MAX];
};

int item_set(struct item *it, const char *val, size_t n)
{
    if (n + it->klen > INLINE_MAX)
        return -1;
    // degrades: copy
    memcpy(it->body + it->klen, val, n);
    it->vlen = (uint16_t)n;
    return 0;
}

size_t item_get(const struct item *it, char *out)
{
    // degrades: copy
    memcpy(out, it->body + it->klen, it->vlen);
    return it->vlen;
}
