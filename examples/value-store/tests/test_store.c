/* What is put comes back, blank slots are blank, and a snapshot holds what the store held when it was taken. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "store.h"

#define CHECK(what) \
    do { \
        if (!(what)) { \
            fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #what); \
            exit(1); \
        } \
    } while (0)

static void fill(unsigned char *value, unsigned seed)
{
    for (size_t i = 0; i < VALUE_BYTES; i++) {
        seed = seed * 1664525u + 1013904223u;
        value[i] = (unsigned char)(seed >> 24);
    }
}

int main(void)
{
    struct store store;
    unsigned char *value = malloc(VALUE_BYTES), *back = malloc(VALUE_BYTES), *copy = aligned_alloc(4096, SLOTS * VALUE_BYTES);

    CHECK(value && back && copy && !store_open(&store));
    for (unsigned slot = 0; slot < SLOTS; slot++) {
        CHECK(store_is_blank(&store, slot));
        fill(value, slot);
        store_put(&store, slot, value);
        CHECK(store.sums[slot] == crc32(0, value, VALUE_BYTES));
        CHECK(!store_is_blank(&store, slot));
        memset(value, 0xee, VALUE_BYTES);
    }
    store_snapshot(&store, copy);
    for (unsigned slot = 0; slot < SLOTS; slot++) {
        fill(value, slot);
        store_get(&store, slot, back);
        CHECK(!memcmp(value, back, VALUE_BYTES));
        CHECK(!memcmp(value, copy + slot * VALUE_BYTES, VALUE_BYTES));
        store_clear(&store, slot);
        CHECK(store_is_blank(&store, slot));
        store_restore(&store, slot, (const uint64_t *)(const void *)(copy + slot * VALUE_BYTES));
        store_get(&store, slot, back);
        CHECK(!memcmp(value, back, VALUE_BYTES));
    }
    store_clear(&store, 3);
    memset(back, 0, VALUE_BYTES);
    back[VALUE_BYTES - 1] = 1;
    store_put(&store, 3, back);
    CHECK(!store_is_blank(&store, 3));
    store_close(&store);
    free(value);
    free(back);
    free(copy);
    puts("store: all checks passed");
    return 0;
}
