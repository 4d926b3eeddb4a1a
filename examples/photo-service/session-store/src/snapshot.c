#include "snapshot.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

int snapshotter_open(struct snapshotter *snapshotter)
{
    size_t bound = record_bound(RECORD_MAX_BYTES), stride = RECORD_MAX_BYTES + bound;

    memset(snapshotter, 0, sizeof *snapshotter);
    snapshotter->memory = malloc(SNAPSHOT_BATCH * stride);
    if (!snapshotter->memory)
        return -1;
    for (size_t i = 0; i < SNAPSHOT_BATCH; i++) {
        snapshotter->slots[i].plain = snapshotter->memory + i * stride;
        snapshotter->slots[i].packed = snapshotter->slots[i].plain + RECORD_MAX_BYTES;
    }
    return 0;
}

void snapshotter_close(struct snapshotter *snapshotter)
{
    free(snapshotter->memory);
    snapshotter->memory = NULL;
}

static int unpack_slots(struct slot *slots, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (record_unpack(&slots[i].entry->record, slots[i].plain))
            return -1;
    return 0;
}

/* Every slot has its own buffers: the order of the records does not matter. */
static void pack_slots(struct slot *slots, size_t count, int level)
{
    for (size_t i = 0; i < count; i++) {
        struct slot *slot = &slots[i];
        uLong size = slot->entry->record.plain_size;
        uLongf packed = compressBound(size);

        slot->status = compress2(slot->packed, &packed, slot->plain, size, level);
        slot->packed_size = packed;
    }
}

static long write_slot(const struct slot *slot, FILE *out)
{
    struct record record = slot->entry->record;

    if (slot->status != Z_OK)
        return -1;
    if (slot->packed_size < record.plain_size) {
        record.packed = slot->packed;
        record.packed_size = (uint32_t)slot->packed_size;
    } else {
        record.packed = slot->plain;
        record.packed_size = record.plain_size;
    }
    return archive_append(out, slot->entry->key, &record);
}

static long write_batch(struct slot *slots, size_t count, FILE *out)
{
    long total = 0;

    if (unpack_slots(slots, count))
        return -1;
    pack_slots(slots, count, LEVEL_DENSE);
    for (size_t i = 0; i < count; i++) {
        long bytes = write_slot(&slots[i], out);
        if (bytes < 0)
            return -1;
        total += bytes;
    }
    return total;
}

/* The entry after `entry` in its segment, or the first one; *bucket is where to go on looking. */
static const struct entry *next_entry(const struct store *store, size_t segment, const struct entry *entry,
                                      size_t *bucket)
{
    entry = entry ? entry->next : NULL;
    while (!entry && *bucket < SEGMENT_BUCKETS)
        entry = store->buckets[segment][(*bucket)++];
    return entry;
}

long snapshot_segment(struct snapshotter *snapshotter, const struct store *store, size_t segment, FILE *out)
{
    const struct entry *entry = NULL;
    size_t bucket = 0, count;
    long total = 0;

    do {
        long bytes;
        for (count = 0; count < SNAPSHOT_BATCH; count++) {
            entry = next_entry(store, segment, entry, &bucket);
            if (!entry)
                break;
            snapshotter->slots[count].entry = entry;
        }
        bytes = write_batch(snapshotter->slots, count, out);
        if (bytes < 0)
            return -1;
        total += bytes;
    } while (entry);
    return total;
}
