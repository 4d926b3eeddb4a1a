#include "archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static uint64_t get(const unsigned char *from, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value |= (uint64_t)from[i] << (8 * i);
    return value;
}

static unsigned char *load(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    unsigned char *data = NULL;
    if (file == NULL)
        return NULL;
    if (fseek(file, 0, SEEK_END) == 0) {
        long size = ftell(file);
        rewind(file);
        data = size >= HEADER ? malloc((size_t)size) : NULL;
        if (data != NULL && (fread(data, 1, (size_t)size, file) != (size_t)size || memcmp(data, "CLOG", 4) != 0 ||
                             get(data + 4, 4) > ((size_t)size - HEADER) / 4)) {
            free(data);
            data = NULL;
        }
        *length = (size_t)size;
    }
    fclose(file);
    return data;
}

long archive_chunks(const char *path)
{
    size_t length;
    unsigned char *data = load(path, &length);
    long count = data == NULL ? -1 : (long)get(data + 4, 4);
    free(data);
    return count;
}

static char *expand(const unsigned char *in, size_t length, size_t room, size_t *produced)
{
    z_stream z;
    char *text = malloc(room + 1);
    memset(&z, 0, sizeof z);
    if (text == NULL || inflateInit2(&z, -15) != Z_OK) {
        free(text);
        return NULL;
    }
    z.next_in = (Bytef *)(uintptr_t)in;
    z.avail_in = (uInt)length;
    z.next_out = (Bytef *)text;
    z.avail_out = (uInt)room + 1;
    int status = inflate(&z, Z_SYNC_FLUSH);
    *produced = room + 1 - z.avail_out;
    inflateEnd(&z);
    if ((status != Z_OK && status != Z_STREAM_END) || z.avail_in != 0 || *produced > room) {
        free(text);
        return NULL;
    }
    return text;
}

char *archive_read(const char *path, long chunk, size_t *length)
{
    size_t size;
    unsigned char *data = load(path, &size);
    if (data == NULL)
        return NULL;
    size_t count = get(data + 4, 4), begin = HEADER + 4 * count, end = size, room = get(data + 12, 8);
    if (chunk >= 0) {
        for (long i = 0; i < chunk && (size_t)chunk < count; i++)
            begin += get(data + HEADER + 4 * i, 4);
        end = (size_t)chunk < count ? begin + get(data + HEADER + 4 * chunk, 4) : 0;
        room = CHUNK;
    }
    char *text = end <= size && begin <= end ? expand(data + begin, end - begin, room, length) : NULL;
    uint32_t crc = (uint32_t)get(data + 8, 4);
    free(data);
    if (text != NULL && chunk < 0 && (*length != room || crc_update(0, (unsigned char *)text, *length) != crc)) {
        free(text);
        return NULL;
    }
    return text;
}
