#ifndef STORE_H
#define STORE_H

#include <stdio.h>

#include "archive.h"
#include "record.h"

enum { SEGMENTS = 16, SEGMENT_BUCKETS = 512 };

struct entry {
    struct entry *next;
    struct record record;
    char key[KEY_MAX_BYTES + 1];
};

/* Keyed records in memory; every change is appended to the log. */
struct store {
    struct entry *buckets[SEGMENTS][SEGMENT_BUCKETS];
    size_t counts[SEGMENTS];
    struct packer packer;
    FILE *log;        /* NULL: no log */
    long long logged; /* bytes */
};

/* Returns 0, or -1 when memory is short. The log stays the caller's. */
int store_open(struct store *store, FILE *log);
void store_close(struct store *store);

/* Keys are 1 to KEY_MAX_BYTES printable bytes without spaces, values 1 to RECORD_MAX_BYTES. Returns 0, or -1. */
int store_put(struct store *store, const char *key, const uint8_t *value, size_t size);

/* Copies the value to `value` (RECORD_MAX_BYTES); returns its size, 0 when there is none, -1 when it is damaged. */
long store_get(const struct store *store, const char *key, uint8_t *value);

#endif
