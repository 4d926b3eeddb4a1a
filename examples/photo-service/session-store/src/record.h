#ifndef RECORD_H
#define RECORD_H

#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

enum { RECORD_MAX_BYTES = 262144, LEVEL_FAST = 1, LEVEL_DENSE = 6 };

/* A value at rest: zlib data with the CRC-32 of what it holds, or the value as is where that is no longer. */
struct record {
    uint32_t plain_size;
    uint32_t packed_size; /* equal to plain_size: stored as is */
    uint32_t crc;
    uint8_t *packed;
};

/* Bytes that packing needs for a value of this size. */
size_t record_bound(size_t plain_size);

/* A compressor for one record after another; setting one up anew costs more than packing a small record. */
struct packer {
    z_stream stream;
    uint8_t *scratch; /* record_bound(RECORD_MAX_BYTES) */
};

/* Levels are zlib's; returns 0, or -1 when the level is wrong or memory is short. */
int packer_open(struct packer *packer, int level);
void packer_close(struct packer *packer);

/* Packs a value of 1 to RECORD_MAX_BYTES; the record is valid until the packer's next one. Returns 0, or -1. */
int record_pack(struct record *record, struct packer *packer, const uint8_t *plain, size_t size);

/* Restores record->plain_size bytes, at most RECORD_MAX_BYTES; returns 0, or -1 when the record is damaged. */
int record_unpack(const struct record *record, uint8_t *plain);

#endif
