/* A log archive that can be read from the middle.
 *
 * File: "CLOG", chunk count (4 bytes, little-endian), CRC-32 of all text (4), length of all text (8), compressed size of
 * each chunk (4 each), then one raw deflate stream. Every chunk holds CHUNK bytes of text (the last one fewer) and refers
 * to nothing before itself, so that a reader can begin at any of them.
 */
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include <stddef.h>
#include <stdint.h>

enum { CHUNK = 32 * 1024, HEADER = 20 };

struct archive;

struct archive *archive_create(void);
/* Adds a record; 0, or -1 when memory or the compressor fails. */
int archive_append(struct archive *a, const char *record, size_t length);
/* Ends the archive and writes it to `path`; frees it in any case. */
int archive_close(struct archive *a, const char *path);

/* Whole text of an archive, or that of one chunk with `chunk` >= 0; NULL when it is damaged. Caller frees. */
char *archive_read(const char *path, long chunk, size_t *length);
long archive_chunks(const char *path);

uint32_t crc_update(uint32_t crc, const unsigned char *data, size_t length);

#endif
