#ifndef STORE_H
#define STORE_H

#include <stddef.h>
#include <stdint.h>

/* A store of large values: each slot is one extent of memory, with a checksum of what was put there. */

#define SLOTS 4
#define VALUE_BYTES ((size_t)2 << 20)

struct store {
    unsigned char *pool; /* SLOTS extents */
    uint32_t sums[SLOTS];
};

/* 0, or -1 when memory is short. */
int store_open(struct store *store);
void store_close(struct store *store);

/* Each moves one whole extent. */
void store_put(struct store *store, unsigned slot, const unsigned char *value);
void store_get(const struct store *store, unsigned slot, unsigned char *value);
void store_clear(struct store *store, unsigned slot);

/* Whether every byte of the slot is zero. */
int store_is_blank(const struct store *store, unsigned slot);

/* Copies every extent to `copy`, which has room for SLOTS of them. */
void store_snapshot(const struct store *store, unsigned char *copy);

/* Puts back an extent of a snapshot. */
void store_restore(struct store *store, unsigned slot, const uint64_t *words);

#endif
