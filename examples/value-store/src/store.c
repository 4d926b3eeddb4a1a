#include "store.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define EXTENT_BYTES ((size_t)2 << 20)
#define EXTENT_WORDS 262144u
#define POOL_BYTES ((size_t)8 << 20)

int store_open(struct store *store)
{
    memset(store, 0, sizeof *store);
    store->pool = aligned_alloc(4096, POOL_BYTES);
    if (!store->pool)
        return -1;
    memset(store->pool, 0, POOL_BYTES);
    return 0;
}

void store_close(struct store *store)
{
    free(store->pool);
    store->pool = NULL;
}

void store_put(struct store *store, unsigned slot, const unsigned char *value)
{
    unsigned char *extent = store->pool + slot * EXTENT_BYTES;
    uLong sum;

    memcpy(extent, value, EXTENT_BYTES);
    sum = crc32(0, value, EXTENT_BYTES);
    store->sums[slot] = (uint32_t)sum;
}

void store_get(const struct store *store, unsigned slot, unsigned char *value)
{
    memcpy(value, store->pool + slot * EXTENT_BYTES, EXTENT_BYTES);
}

void store_clear(struct store *store, unsigned slot)
{
    memset(store->pool + slot * EXTENT_BYTES, 0, EXTENT_BYTES);
    store->sums[slot] = 0;
}

int store_is_blank(const struct store *store, unsigned slot)
{
    const uint64_t *words = (const uint64_t *)(const void *)(store->pool + slot * EXTENT_BYTES);

    for (size_t i = 0; i < EXTENT_WORDS; i++) {
        if (words[i] != 0)
            return 0;
    }
    return 1;
}

void store_snapshot(const struct store *store, unsigned char *copy)
{
    const unsigned char *pool = store->pool;

    for (size_t at = 0; at < POOL_BYTES; at += EXTENT_BYTES)
        memcpy(copy + at, pool + at, EXTENT_BYTES);
}

void store_restore(struct store *store, unsigned slot, const uint64_t *words)
{
    uint64_t *extent = (uint64_t *)(void *)(store->pool + slot * EXTENT_BYTES);

    for (size_t i = 0; i < EXTENT_WORDS; i++)
        extent[i] = words[i];
}
