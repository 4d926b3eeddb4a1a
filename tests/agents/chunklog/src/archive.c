#include "archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct archive {
    z_stream z;
    unsigned char text[CHUNK];
    size_t filled;
    unsigned char *body;
    size_t length, capacity;
    uint32_t *sizes;
    size_t chunks, room;
    uint32_t crc;
    uint64_t total;
};

struct archive *archive_create(void)
{
    struct archive *a = calloc(1, sizeof *a);
    if (a == NULL)
        return NULL;
    if (deflateInit2(&a->z, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(a);
        return NULL;
    }
    deflateTune(&a->z, 8, 24, 128, 192); /* log lines repeat: longer chains find more */
    return a;
}

static int note_size(struct archive *a, size_t size)
{
    if (a->chunks == a->room) {
        size_t room = a->room ? a->room * 2 : 256;
        uint32_t *sizes = realloc(a->sizes, room * sizeof *sizes);
        if (sizes == NULL)
            return -1;
        a->sizes = sizes;
        a->room = room;
    }
    a->sizes[a->chunks++] = (uint32_t)size;
    return 0;
}

static int ensure(struct archive *a, size_t more)
{
    if (a->capacity - a->length >= more)
        return 0;
    size_t capacity = a->capacity * 2 + more;
    unsigned char *body = realloc(a->body, capacity);
    if (body == NULL)
        return -1;
    a->body = body;
    a->capacity = capacity;
    return 0;
}

static int end_chunk(struct archive *a, int flush)
{
    size_t bound = compressBound(CHUNK) + 16;
    if (ensure(a, bound) != 0)
        return -1;
    a->crc = crc_update(a->crc, a->text, a->filled);
    a->total += a->filled;
    a->z.next_in = a->text;
    a->z.avail_in = (uInt)a->filled;
    a->z.next_out = a->body + a->length;
    a->z.avail_out = (uInt)bound;
    int status = deflate(&a->z, flush);
    if (a->z.avail_in != 0 || status != (flush == Z_FINISH ? Z_STREAM_END : Z_OK))
        return -1;
    size_t size = bound - a->z.avail_out;
    a->length += size;
    a->filled = 0;
    return note_size(a, size);
}

int archive_append(struct archive *a, const char *record, size_t length)
{
    while (length != 0) {
        size_t n = CHUNK - a->filled < length ? CHUNK - a->filled : length;
        memcpy(a->text + a->filled, record, n);
        a->filled += n;
        record += n;
        length -= n;
        if (a->filled == CHUNK && end_chunk(a, Z_FULL_FLUSH) != 0)
            return -1;
    }
    return 0;
}

static void put(unsigned char *to, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        to[i] = (unsigned char)(value >> (8 * i));
}

static int write_file(const struct archive *a, const char *path)
{
    unsigned char header[HEADER], size[4];
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return -1;
    memcpy(header, "CLOG", 4);
    put(header + 4, a->chunks, 4);
    put(header + 8, a->crc, 4);
    put(header + 12, a->total, 8);
    int good = fwrite(header, 1, HEADER, file) == HEADER;
    for (size_t i = 0; good && i < a->chunks; i++) {
        put(size, a->sizes[i], 4);
        good = fwrite(size, 1, 4, file) == 4;
    }
    good = good && fwrite(a->body, 1, a->length, file) == a->length;
    return fclose(file) == 0 && good ? 0 : -1;
}

int archive_close(struct archive *a, const char *path)
{
    int status = end_chunk(a, Z_FINISH);
    if (status == 0)
        status = write_file(a, path);
    deflateEnd(&a->z);
    free(a->body);
    free(a->sizes);
    free(a);
    return status;
}
