#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include <stdio.h>

#include "store.h"

enum { SNAPSHOT_BATCH = 64 };

/* One record on its way from memory to the snapshot. */
struct slot {
    const struct entry *entry;
    uint8_t *plain;
    uint8_t *packed;
    size_t packed_size;
    int status; /* zlib's */
};

/* Repacks records densely for disk, a batch at a time, so that memory stays bounded. */
struct snapshotter {
    struct slot slots[SNAPSHOT_BATCH];
    uint8_t *memory;
};

/* Returns 0, or -1 when memory is short. */
int snapshotter_open(struct snapshotter *snapshotter);
void snapshotter_close(struct snapshotter *snapshotter);

/* Writes all records of a segment as an archive; returns its bytes, or -1 (write error or a damaged record). */
long snapshot_segment(struct snapshotter *snapshotter, const struct store *store, size_t segment, FILE *out);

#endif
