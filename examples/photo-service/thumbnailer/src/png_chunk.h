#ifndef PNG_CHUNK_H
#define PNG_CHUNK_H

#include <stddef.h>
#include <stdint.h>

enum { PNG_SIGNATURE_BYTES = 8 };
extern const uint8_t png_signature[PNG_SIGNATURE_BYTES];

/* A growing byte buffer: where an encoded picture goes. */
struct bytes {
    uint8_t *data;
    size_t size;
    size_t capacity;
};

/* Returns 0, or -1 when memory is short. */
int bytes_append(struct bytes *bytes, const void *data, size_t size);
void bytes_free(struct bytes *bytes);

/* Appends length, type, data and CRC-32 of one chunk; returns 0, or -1 when memory is short. */
int png_chunk_append(struct bytes *out, const char type[4], const uint8_t *data, size_t size);

struct png_chunk {
    char type[4];
    const uint8_t *data;
    size_t size;
};

/* Reads the chunk at *offset and moves *offset behind it; returns 0, or -1 when it is cut short or its CRC is wrong. */
int png_chunk_read(const uint8_t *png, size_t size, size_t *offset, struct png_chunk *chunk);

void put_be32(uint8_t *at, uint32_t value);
uint32_t get_be32(const uint8_t *at);

#endif
