#include "store.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

enum { KEEP_BYTES = 64 << 20, MMAP_BYTES = 4 << 20 };

static uint32_t hash(const char *key)
{
    uint32_t h = 2166136261u;

    for (; *key; key++)
        h = (h ^ (uint8_t)*key) * 16777619u;
    return h ^ (h >> 15);
}

int store_open(struct store *store, FILE *log)
{
    memset(store, 0, sizeof *store);
    store->log = log;
    /* A snapshot's compress2 calls allocate 256 KiB each; by default glibc gives that back to the kernel every time. */
    mallopt(M_TRIM_THRESHOLD, KEEP_BYTES);
    mallopt(M_MMAP_THRESHOLD, MMAP_BYTES);
    return packer_open(&store->packer, LEVEL_FAST);
}

static void free_chain(struct entry *entry)
{
    while (entry) {
        struct entry *next = entry->next;
        free(entry->record.packed);
        free(entry);
        entry = next;
    }
}

void store_close(struct store *store)
{
    for (size_t s = 0; s < SEGMENTS; s++)
        for (size_t b = 0; b < SEGMENT_BUCKETS; b++)
            free_chain(store->buckets[s][b]);
    packer_close(&store->packer);
    memset(store, 0, sizeof *store);
}

static int is_key(const char *key)
{
    size_t length = strlen(key);

    if (length == 0 || length > KEY_MAX_BYTES)
        return 0;
    for (; *key; key++)
        if (*key <= ' ' || *key > '~')
            return 0;
    return 1;
}

static struct entry *find(const struct store *store, const char *key, uint32_t h)
{
    struct entry *entry = store->buckets[h % SEGMENTS][h / SEGMENTS % SEGMENT_BUCKETS];

    while (entry && strcmp(entry->key, key) != 0)
        entry = entry->next;
    return entry;
}

static struct entry *insert(struct store *store, const char *key, uint32_t h)
{
    struct entry **bucket = &store->buckets[h % SEGMENTS][h / SEGMENTS % SEGMENT_BUCKETS];
    struct entry *entry = calloc(1, sizeof *entry);

    if (!entry)
        return NULL;
    memcpy(entry->key, key, strlen(key) + 1);
    entry->next = *bucket;
    *bucket = entry;
    store->counts[h % SEGMENTS]++;
    return entry;
}

static int append_to_log(struct store *store, const char *key, const struct record *record)
{
    long bytes = store->log ? archive_append(store->log, key, record) : 0;

    store->logged += bytes;
    return bytes < 0 ? -1 : 0;
}

int store_put(struct store *store, const char *key, const uint8_t *value, size_t size)
{
    uint32_t h = hash(key);
    struct record record;
    struct entry *entry;
    uint8_t *packed;

    if (!is_key(key) || record_pack(&record, &store->packer, value, size))
        return -1;
    packed = malloc(record.packed_size);
    if (!packed)
        return -1;
    memcpy(packed, record.packed, record.packed_size);
    record.packed = packed;
    entry = find(store, key, h);
    if (!entry)
        entry = insert(store, key, h);
    if (!entry) {
        free(packed);
        return -1;
    }
    free(entry->record.packed);
    entry->record = record;
    return append_to_log(store, key, &record);
}

long store_get(const struct store *store, const char *key, uint8_t *value)
{
    const struct entry *entry = find(store, key, hash(key));

    if (!entry)
        return 0;
    return record_unpack(&entry->record, value) ? -1 : (long)entry->record.plain_size;
}
