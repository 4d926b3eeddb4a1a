#ifndef ARCHIVE_H
#define ARCHIVE_H

#include <stdio.h>

#include "record.h"

enum { KEY_MAX_BYTES = 63 };

/* An archive is a sequence of keyed records; the log and the snapshots are archives. */

/* Returns the bytes written, or -1. */
long archive_append(FILE *file, const char *key, const struct record *record);

/*
 * Reads the next record; its packed bytes go to `packed`, which holds record_bound(RECORD_MAX_BYTES).
 * Returns 1, 0 at the end, or -1 when the archive is damaged.
 */
int archive_read(FILE *file, char key[KEY_MAX_BYTES + 1], struct record *record, uint8_t *packed);

#endif
