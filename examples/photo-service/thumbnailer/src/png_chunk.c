#include "png_chunk.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { TYPE_BYTES = 4, FRAMING_BYTES = 12 };

const uint8_t png_signature[PNG_SIGNATURE_BYTES] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

int bytes_append(struct bytes *bytes, const void *data, size_t size)
{
    if (bytes->capacity - bytes->size < size) {
        size_t capacity = (bytes->size + size) * 2;
        uint8_t *grown = realloc(bytes->data, capacity);
        if (!grown)
            return -1;
        bytes->data = grown;
        bytes->capacity = capacity;
    }
    if (size > 0)
        memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
    return 0;
}

void bytes_free(struct bytes *bytes)
{
    free(bytes->data);
    *bytes = (struct bytes){ 0 };
}

void put_be32(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 24);
    at[1] = (uint8_t)(value >> 16);
    at[2] = (uint8_t)(value >> 8);
    at[3] = (uint8_t)value;
}

uint32_t get_be32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

int png_chunk_append(struct bytes *out, const char type[4], const uint8_t *data, size_t size)
{
    uint8_t head[8], tail[4];
    uLong crc;

    put_be32(head, (uint32_t)size);
    memcpy(head + 4, type, TYPE_BYTES);
    crc = crc32(0, head + 4, TYPE_BYTES);
    if (size > 0)
        crc = crc32(crc, data, (uInt)size);
    put_be32(tail, (uint32_t)crc);
    if (bytes_append(out, head, sizeof head) || bytes_append(out, data, size))
        return -1;
    return bytes_append(out, tail, sizeof tail);
}

int png_chunk_read(const uint8_t *png, size_t size, size_t *offset, struct png_chunk *chunk)
{
    const uint8_t *at = png + *offset;
    size_t length;

    if (size - *offset < FRAMING_BYTES)
        return -1;
    length = get_be32(at);
    if (length > size - *offset - FRAMING_BYTES)
        return -1;
    if (crc32(0, at + 4, (uInt)(TYPE_BYTES + length)) != get_be32(at + 8 + length))
        return -1;
    memcpy(chunk->type, at + 4, TYPE_BYTES);
    chunk->data = at + 8;
    chunk->size = length;
    *offset += FRAMING_BYTES + length;
    return 0;
}
